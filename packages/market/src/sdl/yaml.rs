//! The first YAML document of a file as a tree in which every node knows its place.

use std::collections::HashMap;
use std::io::BufRead;
use std::rc::Rc;

use libyaml_safer::{Error, Event, EventData, Mark, Parser, ScalarStyle};

use super::error::{Position, SdlError};
use super::findings::Findings;
use super::quiet;
use super::source::Source;
use crate::text::{quoted, shortened};

/// Deepest nesting, aliases followed: SDL needs 12, and reading recurses once per level.
pub const MAX_DEPTH: usize = 64;
/// Most nodes, aliases followed: stops a few lines of aliases from standing for billions of nodes.
pub const MAX_NODES: usize = 200_000;
/// Most bytes of text, aliases followed: stops one long text from being read as often as there are
/// aliases of it.
pub const MAX_TEXT: usize = 4 << 20;

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
    size: Size,
}

/// What a node stands for, itself and all below it, aliases followed.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    nodes: usize,
    /// Bytes of text.
    text: usize,
    levels: usize,
}

impl Size {
    fn add(&mut self, below: Self) {
        self.nodes = self.nodes.saturating_add(below.nodes);
        self.text = self.text.saturating_add(below.text);
        self.levels = self.levels.max(below.levels.saturating_add(1));
    }

    fn of(value: &Value) -> Self {
        let mut size = Self {
            nodes: 1,
            text: 0,
            levels: 1,
        };
        match value {
            Value::Scalar(scalar) => size.text = scalar.text.len(),
            Value::List(items) => items.iter().for_each(|item| size.add(item.size)),
            Value::Map(entries) => entries.iter().for_each(|(key, value)| {
                size.add(key.size);
                size.add(value.size);
            }),
        }
        size
    }

    fn check(self, at: Position) -> Result<(), SdlError> {
        if self.levels > MAX_DEPTH {
            return Err(too_deep(at));
        }
        let stands_for = |what: String| {
            let message = format!("this stands for more than {what}, aliases followed");
            Err(SdlError::new(at, message, "use fewer aliases"))
        };
        if self.nodes > MAX_NODES {
            return stands_for(format!("{MAX_NODES} values"));
        }
        if self.text > MAX_TEXT {
            return stands_for(format!("{MAX_TEXT} bytes of text"));
        }
        Ok(())
    }
}

impl Node {
    fn new(at: Position, value: Value) -> Self {
        let size = Size::of(&value);
        Self { at, value, size }
    }
}

/// Reads the first document; `None` when there is none. A further document is a warning.
pub(super) fn load(source: &Source, out: &mut Findings) -> Result<Option<Rc<Node>>, SdlError> {
    if let Some(problem) = source.problem() {
        return Err(problem.clone());
    }
    let mut builder = Builder::default();
    // The scanner panics when a block scalar's header (`|`) is the very end of its input.
    let text = format!("{}\n", source.text());
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut bytes);
    let mut reached = Position::START;
    loop {
        let event = next(&mut parser, reached)?;
        reached = position(event.end_mark);
        match event.data {
            EventData::DocumentEnd { .. } => break,
            EventData::StreamEnd => return Ok(None),
            _ => builder.take(event)?,
        }
    }
    // Only the first document counts, so a mistake in a later one is no error.
    match next(&mut parser, reached) {
        Ok(event) if matches!(event.data, EventData::DocumentStart { .. }) => {
            warn_rest(position(event.start_mark), out);
        }
        Ok(_) => {}
        Err(error) => warn_rest(error.at, out),
    }
    Ok(builder.root)
}

/// The next event. The scanner panics on a few malformed tags (`[!a, b]`), which SDL never has;
/// that must stay one more kind of bad input.
fn next<R: BufRead>(parser: &mut Parser<R>, reached: Position) -> Result<Event, SdlError> {
    match quiet::catch(|| parser.parse()) {
        Some(event) => event.map_err(|error| syntax_error(&error)),
        None => Err(SdlError::new(
            reached,
            "this is not YAML: what follows here cannot be read",
            "remove tags (words that start with `!`), and check quotes and brackets",
        )),
    }
}

fn warn_rest(at: Position, out: &mut Findings) {
    out.warn(
        at,
        "only the first YAML document is read: what starts here is not used",
    );
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
        .map_or(Position::START, position)
}

/// Characters of the scanner's own words.
const MOST_SAID: usize = 200;

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
        shortened(error.problem(), MOST_SAID),
        shortened(&context.unwrap_or_default(), MOST_SAID)
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
    /// Nodes so far, aliases not followed.
    written: usize,
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
                self.add(Rc::new(Node::new(at, Value::Scalar(scalar))), anchor)
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
                format!(
                    "no anchor {} ends before this alias",
                    quoted(&format!("&{anchor}"))
                ),
                "write the value out here, or mark it with the anchor further up",
            )
        })?;
        self.add(node, None)
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
        node.size.check(done.at)?;
        self.add(Rc::new(node), done.anchor)
    }

    fn add(&mut self, node: Rc<Node>, anchor: Option<String>) -> Result<(), SdlError> {
        self.written = self.written.saturating_add(1);
        if self.written > MAX_NODES {
            let message = format!("the file has more than {MAX_NODES} values");
            let hint = "give the SDL file itself: real ones have some hundreds";
            return Err(SdlError::new(node.at, message, hint));
        }
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        match self.open.last_mut() {
            Some(parent) => parent.items.push(node),
            None => self.root = Some(node),
        }
        Ok(())
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
