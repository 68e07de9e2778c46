//! Ports a service opens, and the endpoints they need at the provider.

use super::error::{Position, SdlError};
use super::findings::{Findings, Found};
use super::levels;
use super::read::Text;
use super::record::Record;
use super::yaml::Node;
use crate::text::quoted;

#[derive(Clone, Debug)]
pub(super) struct Expose {
    pub(super) at: Position,
    pub(super) port: u32,
    /// The outside port; 0 when it is the same.
    pub(super) outside: u32,
    pub(super) proto: Option<Text>,
    pub(super) to: Vec<To>,
    /// Host names.
    pub(super) accept: Vec<Text>,
    pub(super) http: HttpOptions,
}

#[derive(Clone, Debug)]
pub(super) struct To {
    pub(super) at: Position,
    pub(super) global: bool,
    /// The leased address, empty for none.
    pub(super) ip: String,
}

#[derive(Clone, Debug, Default)]
pub(super) struct HttpOptions {
    at: Position,
    max_body_size: u32,
    proxy_buffer_size: u32,
    read_timeout: u32,
    send_timeout: u32,
    next_cases: Vec<Text>,
}

const KEYS: [&str; 6] = ["port", "as", "proto", "to", "accept", "http_options"];
const HTTP_KEYS: [&str; 7] = [
    "max_body_size",
    "proxy_buffer_size",
    "read_timeout",
    "send_timeout",
    "next_tries",
    "next_timeout",
    "next_cases",
];
const NEXT_CASES: [&str; 9] = [
    "error", "timeout", "500", "502", "503", "504", "403", "404", "429",
];

pub(super) fn read(node: &Node, out: &mut Findings) -> Found<Vec<Expose>> {
    let mark = out.mark();
    let hint = "write each port on its own line: `- port: 80`";
    let items = out.keep(node.items("expose", hint)).unwrap_or_default();
    let list: Vec<Expose> = items
        .iter()
        .filter(|item| !item.is_null())
        .filter_map(|item| read_one(item, out))
        .collect();
    out.unless_wrong(mark, list)
}

fn read_one(node: &Node, out: &mut Findings) -> Option<Expose> {
    let record = Record::read_below(node, "expose", &KEYS, &[levels::TO_KEY], out)?;
    let mut expose = Expose {
        at: record.get("port").map_or(node.at, |node| node.at),
        port: record.whole("port", out),
        outside: record.whole("as", out),
        proto: record
            .text("proto", "proto", out)
            .this()
            .filter(|text| !text.value.is_empty()),
        to: Vec::new(),
        accept: record.texts("accept", "accept", out),
        http: HttpOptions::default(),
    };
    if let Some(node) = record.get("to") {
        expose.to = read_to(node, out);
    }
    if let Some(node) = record.get("http_options") {
        expose.http = read_http_options(node, out).unwrap_or_default();
    }
    Some(expose)
}

fn read_to(node: &Node, out: &mut Findings) -> Vec<To> {
    let hint = "start each entry with a dash: `- global: true`";
    let items = out.keep(node.items("to", hint)).unwrap_or_default();
    items
        .iter()
        .filter(|item| !item.is_null())
        .filter_map(|item| read_one_to(item, out))
        .collect()
}

fn read_one_to(node: &Node, out: &mut Findings) -> Option<To> {
    let known = ["service", "global", "http_options", "ip"];
    let record = Record::read(node, "to", &known, out)?;
    record.text("service", "to service", out);
    if let Some(node) = record.get("http_options") {
        read_http_options(node, out);
        out.warn(
            node.at,
            "http_options under `to` is not used: write it beside `port`",
        );
    }
    let global = record.get("global").map(|node| node.truth("global"));
    let ip = record.text("ip", "ip", out).this();
    Some(To {
        at: node.at,
        global: global.and_then(|truth| out.keep(truth)).unwrap_or_default(),
        ip: ip.map(|text| text.value).unwrap_or_default(),
    })
}

fn read_http_options(node: &Node, out: &mut Findings) -> Option<HttpOptions> {
    let record = Record::read(node, "http_options", &HTTP_KEYS, out)?;
    record.whole("next_tries", out);
    record.whole("next_timeout", out);
    Some(HttpOptions {
        at: node.at,
        max_body_size: record.whole("max_body_size", out),
        proxy_buffer_size: record.whole("proxy_buffer_size", out),
        read_timeout: record.whole("read_timeout", out),
        send_timeout: record.whole("send_timeout", out),
        next_cases: record.texts("next_cases", "next_cases", out),
    })
}

/// Transport of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transport {
    Tcp,
    Udp,
}

impl Expose {
    /// What a deployed service's port must satisfy.
    pub(super) fn check(&self, out: &mut Findings) {
        out.keep(self.transport());
        self.http.check(out);
        if self.port == 0 || self.port > u32::from(u16::MAX) {
            out.error(SdlError::new(
                self.at,
                format!("port {} does not exist", self.port),
                "write `port:` with a number from 1 to 65535",
            ));
        }
        for host in &self.accept {
            if !is_host(&host.value) {
                out.error(SdlError::new(
                    host.at,
                    format!("{} is no host name", quoted(&host.value)),
                    "write a name such as www.example.com in lower case, without http:// and without a path",
                ));
            }
        }
    }

    fn transport(&self) -> Result<Transport, SdlError> {
        let Some(proto) = &self.proto else {
            return Ok(Transport::Tcp);
        };
        match proto.value.to_ascii_uppercase().as_str() {
            "TCP" => Ok(Transport::Tcp),
            "UDP" => Ok(Transport::Udp),
            _ => Err(SdlError::new(
                proto.at,
                format!("proto {} is not known", quoted(&proto.value)),
                "write tcp or udp (HTTP is tcp on port 80)",
            )),
        }
    }

    /// Whether it is served by the provider's shared HTTP entry, once global.
    pub(super) fn is_http(&self) -> bool {
        let port = if self.outside == 0 {
            self.port
        } else {
            self.outside
        };
        port == 80 && self.transport() == Ok(Transport::Tcp)
    }

    /// Each entry of `to` is an exposure of its own; without any, there is one to the inside.
    pub(super) fn exposures(&self) -> usize {
        self.to.len().max(1)
    }
}

impl HttpOptions {
    fn check(&self, out: &mut Findings) {
        let limits = [
            ("max_body_size", self.max_body_size, 104_857_600),
            ("proxy_buffer_size", self.proxy_buffer_size, 1_048_576),
            ("read_timeout", self.read_timeout, 60_000),
            ("send_timeout", self.send_timeout, 60_000),
        ];
        for (key, value, most) in limits {
            if value > most {
                out.error(SdlError::new(
                    self.at,
                    format!("http_options `{key}` of {value} is above {most}"),
                    format!("write at most {most}"),
                ));
            }
        }
        for case in &self.next_cases {
            self.check_next_case(case, out);
        }
    }

    fn check_next_case(&self, case: &Text, out: &mut Findings) {
        let known = NEXT_CASES.contains(&case.value.as_str());
        let off = case.value == "off";
        if off && self.next_cases.len() > 1 {
            out.error(SdlError::new(
                case.at,
                "next_cases has `off` beside other cases",
                "write `off` alone, or remove it",
            ));
        }
        if !known && !off {
            out.error(SdlError::new(
                case.at,
                format!("next_cases does not know {}", quoted(&case.value)),
                format!("write off, or some of {}", NEXT_CASES.join(", ")),
            ));
        }
    }
}

/// A DNS-1123 name: labels of lower-case letters, digits and inner dashes.
fn is_host(name: &str) -> bool {
    name.len() <= 253 && name.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let edge = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let bytes = label.as_bytes();
    edge(bytes.first())
        && edge(bytes.last())
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
}
