//! The first YAML document of a file as a tree in which every node knows its place.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, Tag};

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
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) if builder.root.is_some() => {
                warn_rest(position(*error.marker()), warnings);
                return Ok(builder.root);
            }
            Err(error) => return Err(syntax_error(&error)),
        };
        match event {
            Event::DocumentEnd => break,
            Event::StreamEnd => return Ok(None),
            event => builder.take(event, span)?,
        }
    }
    // Only the first document counts, so a mistake in a later one is no error.
    if let Some(Ok((Event::DocumentStart(_), span))) = parser.next_event() {
        warn_rest(position(span.start), warnings);
    }
    Ok(builder.root)
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

fn position(marker: Marker) -> Position {
    Position {
        line: marker.line().max(1),
        column: marker.col().saturating_add(1),
    }
}

fn syntax_error(error: &ScanError) -> SdlError {
    let hint = if error.info().contains("tab") {
        "indent with spaces, not tabs"
    } else {
        "check indentation, quotes and brackets on this line and the one before"
    };
    let message = format!("this is not YAML: {}", error.info());
    SdlError::new(position(*error.marker()), message, hint)
}

/// A collection whose end has not been reached.
struct Open {
    at: Position,
    anchor: usize,
    items: Vec<Rc<Node>>,
    is_map: bool,
}

#[derive(Default)]
struct Builder {
    root: Option<Rc<Node>>,
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), SdlError> {
        let at = position(span.start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let scalar = Scalar {
                    text: text.into_owned(),
                    plain: style == ScalarStyle::Plain,
                    tag: tag.map(|tag| tag_name(&tag)),
                };
                self.add(Rc::new(Node::new(at, Value::Scalar(scalar))), anchor)
            }
            Event::SequenceStart(anchor, _) => self.start(at, anchor, false),
            Event::MappingStart(anchor, _) => self.start(at, anchor, true),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned().ok_or_else(|| {
                    SdlError::new(
                        at,
                        "this alias stands inside its own anchor",
                        "write the value out here",
                    )
                })?;
                self.add(node, 0)
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, at: Position, anchor: usize, is_map: bool) -> Result<(), SdlError> {
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
        self.add(Rc::new(node), done.anchor)
    }

    fn add(&mut self, node: Rc<Node>, anchor: usize) -> Result<(), SdlError> {
        if anchor != 0 {
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

fn tag_name(tag: &Tag) -> String {
    if tag.is_yaml_core_schema() {
        tag.suffix.clone()
    } else {
        tag.to_string()
    }
}
