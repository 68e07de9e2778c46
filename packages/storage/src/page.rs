/// Rows in a page when the query names no limit.
pub const DEFAULT_PAGE: u32 = 10;

/// Rows in a page at most: keeps a smart query far below a chain's query gas limit.
pub const MAX_PAGE: u32 = 100;

/// The number of rows to return for a query's `limit`: one at least, because the last row of a page is
/// where the next one starts.
pub fn page_limit(limit: Option<u32>) -> usize {
    let limit = limit.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE);
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Rows of a range, and where the next page starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<K, R> {
    /// The rows, in key order.
    pub rows: Vec<(K, R)>,
    /// The last key of a full page: more may follow it. `None` when nothing does.
    pub next: Option<K>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_ten_rows_unless_told_and_one_to_a_hundred() {
        for (limit, rows) in [
            (None, 10),
            (Some(0), 1),
            (Some(99), 99),
            (Some(100), 100),
            (Some(101), 100),
            (Some(u32::MAX), 100),
        ] {
            assert_eq!(page_limit(limit), rows, "{limit:?}");
        }
    }
}
