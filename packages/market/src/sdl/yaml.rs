//! The first YAML document of a file as a tree in which every node knows its place.

use std::collections::HashMap;
use std::io::BufRead;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::rc::Rc;

use libyaml_safer::{Error, Event, EventData, Mark, Parser, ScalarStyle};

use super::error::{Position, SdlError, Warnings};

/// Longest file read: real files are under 64 KiB, and one far above is not an SDL file.
pub const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting, aliases followed: SDL needs 12, and reading recurses once per level.
pub const MAX_DEPTH: usize = 64;
/// Most nodes, aliases followed: stops a few lines of aliases from standing for billions of nodes.
pub const MAX_NODES: usize = 200_000;

/// A scalar as it was written.
#[derive(Debug)]
pub(super) struct Scalar {
    pub(super) text: String,
    /// Neither quoted nor a block: only such text can mean a number, a truth value or nothing.
    pub(super) plain: bool,
    /// The part after `!!` of a core tag, or the whole of any other tag.
    pub(super) tag: Option<String>,
}

#[derive(Debug)]
pub(super) enum Value {
    Scalar(Scalar),
    List(Vec<Rc<Node>>),
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}

/// A node with aliases already followed.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) at: Position,
    pub(super) value: Value,
    /// Nodes below and including this one, aliases followed.
    weight: usize,
    /// Levels below and including this one, aliases followed.
    height: usize,
}

impl Node {
    fn new(at: Position, value: Value) -> Self {
        let mut weight = 1_usize;
        let mut height = 0;
        let mut count = |node: &Node| {
            weight = weight.saturating_add(node.weight);
            height = height.max(node.height);
        };
        match &value {
            Value::Scalar(_) => {}
            Value::List(items) => items.iter().for_each(|item| count(item)),
            Value::Map(entries) => entries.iter().for_each(|(key, value)| {
                count(key);
                count(value);
            }),
        }
        let height = height.saturating_add(1);
        Self {
            at,
            value,
            weight,
            height,
        }
    }
}

/// Reads the first document; `None` when there is none. A further document is a warning.
pub(super) fn load(text: &str, warnings: &mut Warnings) -> Result<Option<Rc<Node>>, SdlError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check_text(text)?;
    let mut builder = Builder::default();
    // The scanner panics when a block scalar's header (`|`) is the very end of its input.
    let text = format!("{text}\n");
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut bytes);
    let mut reached = Position { line: 1, column: 1 };
    loop {
        let event = next(&mut parser, reached)?.map_err(|error| syntax_error(&error))?;
        reached = position(event.end_mark);
        match event.data {
            EventData::DocumentEnd { .. } => break,
            EventData::StreamEnd => return Ok(None),
            _ => builder.take(event)?,
        }
    }
    // Only the first document counts, so a mistake in a later one is no error.
    match next(&mut parser, reached)? {
        Ok(event) if matches!(event.data, EventData::DocumentStart { .. }) => {
            warn_rest(position(event.start_mark), warnings);
        }
        Ok(_) => {}
        Err(error) => warn_rest(error_position(&error), warnings),
    }
    Ok(builder.root)
}

/// The next event. The scanner panics on a few malformed tags (`[!a, b]`), which SDL never has;
/// that must stay one more kind of bad input.
fn next<R: BufRead>(
    parser: &mut Parser<R>,
    reached: Position,
) -> Result<Result<Event, Error>, SdlError> {
    catch_unwind(AssertUnwindSafe(|| parser.parse())).map_err(|_| {
        SdlError::new(
            reached,
            "this is not YAML: what follows here cannot be read",
            "remove tags (words that start with `!`), and check quotes and brackets",
        )
    })
}

fn warn_rest(at: Position, warnings: &mut Warnings) {
    warnings.add(
        at,
        "only the first YAML document is read: what starts here is not used",
    );
}

fn check_text(text: &str) -> Result<(), SdlError> {
    if text.len() > MAX_BYTES {
        return Err(SdlError::new(
            Position { line: 1, column: 1 },
            format!("the file has {} bytes, more than {MAX_BYTES}", text.len()),
            "give the SDL file itself: real ones have a few kilobytes",
        ));
    }
    let mut at = Position { line: 1, column: 1 };
    for character in text.chars() {
        if !is_printable(character) {
            return Err(SdlError::new(
                at,
                format!("control character U+{:04X}", u32::from(character)),
                "remove it: YAML allows only printable characters, tabs and line ends",
            ));
        }
        if character == '\n' {
            at.line = at.line.saturating_add(1);
            at.column = 1;
        } else {
            at.column = at.column.saturating_add(1);
        }
    }
    Ok(())
}

fn is_printable(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        other => !other.is_control(),
    }
}

fn position(mark: Mark) -> Position {
    let from_one = |count: u64| {
        usize::try_from(count)
            .unwrap_or(usize::MAX)
            .saturating_add(1)
    };
    Position {
        line: from_one(mark.line),
        column: from_one(mark.column),
    }
}

/// Where the mistake is: for something never closed, where it starts.
fn error_position(error: &Error) -> Position {
    let unclosed = error.problem().contains("end of stream");
    let start = error.context_mark().filter(|_| unclosed);
    start
        .or(error.problem_mark())
        .map_or(Position { line: 1, column: 1 }, position)
}

fn syntax_error(error: &Error) -> SdlError {
    let hint = match error.problem() {
        problem if problem.contains("tab") || problem.contains("cannot start any token") => {
            "indent with spaces, not tabs, and put text that starts with a special character in quotes"
        }
        _ => "check indentation, quotes and brackets on this line and the one before",
    };
    let context = error.context().map(|context| format!(" ({context})"));
    let message = format!(
        "this is not YAML: {}{}",
        error.problem(),
        context.unwrap_or_default()
    );
    SdlError::new(error_position(error), message, hint)
}

/// A collection whose end has not been reached.
struct Open {
    at: Position,
    anchor: Option<String>,
    items: Vec<Rc<Node>>,
    is_map: bool,
}

#[derive(Default)]
struct Builder {
    root: Option<Rc<Node>>,
    open: Vec<Open>,
    anchors: HashMap<String, Rc<Node>>,
}

impl Builder {
    fn take(&mut self, event: Event) -> Result<(), SdlError> {
        let at = position(event.start_mark);
        match event.data {
            EventData::Scalar {
                anchor,
                tag,
                value,
                style,
                ..
            } => {
                let scalar = Scalar {
                    text: value,
                    plain: style == ScalarStyle::Plain,
                    tag: tag.map(tag_name),
                };
                self.add(Rc::new(Node::new(at, Value::Scalar(scalar))), anchor);
                Ok(())
            }
            EventData::SequenceStart { anchor, .. } => self.start(at, anchor, false),
            EventData::MappingStart { anchor, .. } => self.start(at, anchor, true),
            EventData::SequenceEnd | EventData::MappingEnd => self.end(),
            EventData::Alias { anchor } => self.alias(at, &anchor),
            _ => Ok(()),
        }
    }

    /// An anchor counts once its value is complete, so an alias never contains itself.
    fn alias(&mut self, at: Position, anchor: &str) -> Result<(), SdlError> {
        let node = self.anchors.get(anchor).cloned().ok_or_else(|| {
            SdlError::new(
                at,
                format!("no anchor `&{anchor}` ends before this alias"),
                "write the value out here, or mark it with the anchor further up",
            )
        })?;
        self.add(node, None);
        Ok(())
    }

    fn start(
        &mut self,
        at: Position,
        anchor: Option<String>,
        is_map: bool,
    ) -> Result<(), SdlError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(at));
        }
        self.open.push(Open {
            at,
            anchor,
            items: Vec::new(),
            is_map,
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), SdlError> {
        let Some(done) = self.open.pop() else {
            return Ok(());
        };
        let value = if done.is_map {
            Value::Map(pair_up(done.items))
        } else {
            Value::List(done.items)
        };
        let node = Node::new(done.at, value);
        if node.weight > MAX_NODES {
            return Err(SdlError::new(
                done.at,
                format!("this stands for more than {MAX_NODES} values, aliases followed"),
                "use fewer aliases",
            ));
        }
        if node.height > MAX_DEPTH {
            return Err(too_deep(done.at));
        }
        self.add(Rc::new(node), done.anchor);
        Ok(())
    }

    fn add(&mut self, node: Rc<Node>, anchor: Option<String>) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        match self.open.last_mut() {
            Some(parent) => parent.items.push(node),
            None => self.root = Some(node),
        }
    }
}

/// Keys and values follow one another in a mapping's events.
fn pair_up(items: Vec<Rc<Node>>) -> Vec<(Rc<Node>, Rc<Node>)> {
    let mut items = items.into_iter();
    let mut pairs = Vec::new();
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        pairs.push((key, value));
    }
    pairs
}

fn too_deep(at: Position) -> SdlError {
    SdlError::new(
        at,
        format!("nested more than {MAX_DEPTH} levels deep"),
        "an SDL file needs about 12 levels: check the brackets",
    )
}

fn tag_name(tag: String) -> String {
    tag.strip_prefix("tag:yaml.org,2002:")
        .map(str::to_owned)
        .unwrap_or(tag)
}
