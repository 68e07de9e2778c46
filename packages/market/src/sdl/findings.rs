//! What is found while a file is read: all its errors at once, and each warning once with the number
//! of its places. Both are bounded, so that what is said never grows with the file.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{Position, Refused, SdlError, Warning};

/// Errors and different warnings that are kept.
pub const MAX_FINDINGS: usize = 100;

/// A value of the file, after its errors were reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found<T> {
    /// Not written.
    Nothing,
    /// Written, and wrong: the error is reported, what follows from it is not.
    Wrong,
    /// Written, and right by itself.
    This(T),
}

impl<T> Found<T> {
    /// The value, if it is right.
    pub(super) fn this(self) -> Option<T> {
        match self {
            Self::This(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn as_ref(&self) -> Found<&T> {
        match self {
            Self::Nothing => Found::Nothing,
            Self::Wrong => Found::Wrong,
            Self::This(value) => Found::This(value),
        }
    }

    pub(super) fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong)
    }

    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        match self {
            Self::Nothing => Found::Nothing,
            Self::Wrong => Found::Wrong,
            Self::This(value) => Found::This(change(value)),
        }
    }
}

/// Collects errors and warnings.
#[derive(Debug, Default)]
pub(super) struct Findings {
    errors: Vec<SdlError>,
    more_errors: bool,
    /// Places by message: what is aliased is read more than once.
    warnings: BTreeMap<String, BTreeSet<Position>>,
    more_warnings: bool,
    /// Errors if the file is refused anyway, warnings if not.
    suspects: Vec<SdlError>,
    /// Errors reported, those that are not kept included.
    reported: usize,
}

/// How many errors were reported at some moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(usize);

impl Findings {
    pub(super) fn error(&mut self, error: SdlError) {
        self.reported = self.reported.saturating_add(1);
        if self.errors.contains(&error) {
            return;
        }
        if self.is_full() {
            self.more_errors = true;
        } else {
            self.errors.push(error);
        }
    }

    /// One error more than are kept.
    pub(super) fn overflow(&mut self) {
        self.reported = self.reported.saturating_add(1);
        self.more_errors = true;
    }

    /// The message names what is wrong, not whose it is: that shows at the place, and what many
    /// services have in common is said once.
    pub(super) fn warn(&mut self, at: Position, message: impl Into<String>) {
        let message = message.into();
        let full = self.warnings.len() >= MAX_FINDINGS;
        if full && !self.warnings.contains_key(&message) {
            self.more_warnings = true;
            return;
        }
        self.warnings.entry(message).or_default().insert(at);
    }

    /// Something that the official parser takes and that is hardly meant.
    pub(super) fn suspect(&mut self, suspect: SdlError) {
        if self.suspects.len() < MAX_FINDINGS && !self.suspects.contains(&suspect) {
            self.suspects.push(suspect);
        }
    }

    /// The value, or nothing once its error is reported.
    pub(super) fn keep<T>(&mut self, result: Result<T, SdlError>) -> Option<T> {
        result.map_err(|error| self.error(error)).ok()
    }

    /// As [`Findings::keep`], for what may also be left out.
    pub(super) fn found<T>(&mut self, result: Result<Option<T>, SdlError>) -> Found<T> {
        match result {
            Ok(Some(value)) => Found::This(value),
            Ok(None) => Found::Nothing,
            Err(error) => {
                self.error(error);
                Found::Wrong
            }
        }
    }

    /// To be asked later whether anything went wrong since.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.reported)
    }

    /// `value`, unless an error was reported since `mark`.
    pub(super) fn unless_wrong<T>(&self, mark: Mark, value: T) -> Found<T> {
        if self.reported == mark.0 {
            Found::This(value)
        } else {
            Found::Wrong
        }
    }

    /// Whether further errors are only counted.
    pub(super) fn is_full(&self) -> bool {
        self.errors.len() >= MAX_FINDINGS
    }

    pub(super) fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The warnings of a right file.
    pub(super) fn warnings(mut self) -> Vec<Warning> {
        for suspect in std::mem::take(&mut self.suspects) {
            self.warn(suspect.at, format!("{}; {}", suspect.message, suspect.hint));
        }
        self.fold_warnings()
    }

    /// The answer for a wrong file.
    pub(super) fn refusal(mut self) -> Refused {
        for suspect in std::mem::take(&mut self.suspects) {
            self.error(suspect);
        }
        self.errors.sort();
        Refused {
            errors: std::mem::take(&mut self.errors),
            more: self.more_errors,
            warnings: self.fold_warnings(),
        }
    }

    fn fold_warnings(self) -> Vec<Warning> {
        let fold = |(message, places): (String, BTreeSet<Position>)| Warning {
            at: places.first().copied().unwrap_or_default(),
            message,
            places: places.len(),
        };
        let mut warnings: Vec<Warning> = self.warnings.into_iter().map(fold).collect();
        warnings.sort();
        if self.more_warnings {
            let at = warnings.last().map_or(Position::START, |last| last.at);
            warnings.push(Warning {
                at,
                message: format!(
                    "there are more than {MAX_FINDINGS} different warnings: the rest is not shown"
                ),
                places: 1,
            });
        }
        warnings
    }
}
