//! What was probably meant by a name that nobody knows.

use strsim::damerau_levenshtein;

/// Longer names are not compared: a name of SDL or of the catalog has some tens of characters.
const LONGEST: usize = 64;

/// The name among `known` that is nearest to `name`, if any is near enough to be meant.
///
/// Near is the same but for capitals and punctuation (`RTX-4090`), one inside the other (`4090` and
/// `rtx4090`), or one edit in three characters.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = plain(name)?;
    known
        .into_iter()
        .filter_map(|other| Some((distance(&name, &plain(other)?)?, other)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// Small letters and digits of a name that is not too long to be compared.
fn plain(name: &str) -> Option<String> {
    if name.len() > LONGEST {
        return None;
    }
    let plain: String = name
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    (!plain.is_empty()).then_some(plain)
}

/// How far apart two names are, and by how much one is longer or different; `None` when too far. One
/// inside the other is as near as a single edit.
fn distance(name: &str, other: &str) -> Option<(usize, usize)> {
    let (short, long) = if name.len() <= other.len() {
        (name, other)
    } else {
        (other, name)
    };
    let beyond = long.len().saturating_sub(short.len());
    if short.len() >= 3 && long.contains(short) {
        return Some((beyond.min(1), beyond));
    }
    let allowed = short.len().div_ceil(3);
    if beyond > allowed {
        return None;
    }
    let edits = damerau_levenshtein(name, other);
    (edits <= allowed).then_some((edits, edits))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODELS: [&str; 6] = ["h100", "a100", "rtxa6000", "rtx4090", "l40s", "t4"];

    #[test]
    fn the_name_that_was_meant_is_found() {
        let cases = [
            ("A6000", Some("rtxa6000")),
            ("4090", Some("rtx4090")),
            ("RTX-4090", Some("rtx4090")),
            ("rtx4080", Some("rtx4090")),
            ("h100-80gb", Some("h100")),
            ("l40", Some("l40s")),
            ("T4", Some("t4")),
            ("quadro", None),
            ("", None),
        ];
        for (written, meant) in cases {
            assert_eq!(nearest(written, MODELS), meant, "{written}");
        }
    }

    #[test]
    fn keys_with_a_slip_are_found() {
        let keys = ["image", "command", "args", "env", "expose", "params"];
        assert_eq!(nearest("imgae", keys), Some("image"));
        assert_eq!(nearest("envs", keys), Some("env"));
        assert_eq!(nearest("exposes", keys), Some("expose"));
        assert_eq!(nearest("restart", keys), None);
    }

    #[test]
    fn long_names_are_not_compared() {
        let long = "a".repeat(1 << 20);
        assert_eq!(nearest(&long, ["a"]), None);
    }
}
