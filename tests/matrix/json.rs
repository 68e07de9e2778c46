//! Finding and replacing values inside a message.

use serde_json::Value;

/// Every value inside `value`, itself included, with its JSON pointer.
pub fn values(value: &Value) -> Vec<(String, Value)> {
    let mut found = vec![];
    walk(value, String::new(), &mut found);
    found
}

fn walk(value: &Value, pointer: String, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                walk(entry, format!("{pointer}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                walk(field, format!("{pointer}/{name}"), found);
            }
        }
        _ => {}
    }
    found.push((pointer, value.clone()));
}

/// `msg` with another value at `pointer`.
pub fn with(msg: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = msg.clone();
    *changed
        .pointer_mut(pointer)
        .expect("the pointer is of this message") = value;
    changed
}

/// `pointer` with `*` for each place in a list.
pub fn pattern(pointer: &str) -> String {
    let step = |step: &str| match step.parse::<usize>() {
        Ok(_) => "*".to_string(),
        Err(_) => step.to_string(),
    };
    pointer.split('/').map(step).collect::<Vec<_>>().join("/")
}
