//! Ports a service opens, and the endpoints they need at the provider.

use super::error::{Position, SdlError, Warnings};
use super::read::{Record, Text};
use super::yaml::Node;

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

pub(super) fn read(node: &Node, warnings: &mut Warnings) -> Result<Vec<Expose>, SdlError> {
    let mut list = Vec::new();
    for item in node.items("expose", "write each port on its own line: `- port: 80`")? {
        if !item.is_null() {
            list.push(read_one(item, warnings)?);
        }
    }
    Ok(list)
}

fn read_one(node: &Node, warnings: &mut Warnings) -> Result<Expose, SdlError> {
    let record = Record::read(node, "expose", &KEYS, warnings)?;
    let mut expose = Expose {
        at: record.get("port").map_or(node.at, |node| node.at),
        port: whole(&record, "port", warnings)?,
        outside: whole(&record, "as", warnings)?,
        proto: None,
        to: Vec::new(),
        accept: Vec::new(),
        http: HttpOptions::default(),
    };
    if let Some(node) = record.get("proto") {
        expose.proto = node.text("proto")?.filter(|text| !text.value.is_empty());
    }
    if let Some(node) = record.get("to") {
        expose.to = read_to(node, warnings)?;
    }
    if let Some(node) = record.get("accept") {
        expose.accept = node.texts("accept")?;
    }
    if let Some(node) = record.get("http_options") {
        expose.http = read_http_options(node, warnings)?;
    }
    Ok(expose)
}

fn whole(record: &Record, key: &str, warnings: &mut Warnings) -> Result<u32, SdlError> {
    record
        .get(key)
        .map_or(Ok(0), |node| node.whole(key, warnings))
}

fn read_to(node: &Node, warnings: &mut Warnings) -> Result<Vec<To>, SdlError> {
    let mut list = Vec::new();
    for item in node.items("to", "start each entry with a dash: `- global: true`")? {
        if item.is_null() {
            continue;
        }
        let record = Record::read(
            item,
            "to",
            &["service", "global", "http_options", "ip"],
            warnings,
        )?;
        if let Some(node) = record.get("service") {
            node.text("to service")?;
        }
        if let Some(node) = record.get("http_options") {
            read_http_options(node, warnings)?;
            warnings.add(
                node.at,
                "http_options under `to` is not used: write it beside `port`",
            );
        }
        let ip = record
            .get("ip")
            .map(|node| node.text("ip"))
            .transpose()?
            .flatten();
        list.push(To {
            at: item.at,
            global: record
                .get("global")
                .map_or(Ok(false), |node| node.truth("global"))?,
            ip: ip.map(|text| text.value).unwrap_or_default(),
        });
    }
    Ok(list)
}

fn read_http_options(node: &Node, warnings: &mut Warnings) -> Result<HttpOptions, SdlError> {
    let record = Record::read(node, "http_options", &HTTP_KEYS, warnings)?;
    whole(&record, "next_tries", warnings)?;
    whole(&record, "next_timeout", warnings)?;
    Ok(HttpOptions {
        at: node.at,
        max_body_size: whole(&record, "max_body_size", warnings)?,
        proxy_buffer_size: whole(&record, "proxy_buffer_size", warnings)?,
        read_timeout: whole(&record, "read_timeout", warnings)?,
        send_timeout: whole(&record, "send_timeout", warnings)?,
        next_cases: match record.get("next_cases") {
            Some(node) => node.texts("next_cases")?,
            None => Vec::new(),
        },
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
    pub(super) fn check(&self) -> Result<(), SdlError> {
        self.transport()?;
        self.http.check()?;
        if self.port == 0 || self.port > u32::from(u16::MAX) {
            return Err(SdlError::new(
                self.at,
                format!("port {} does not exist", self.port),
                "write `port:` with a number from 1 to 65535",
            ));
        }
        for host in &self.accept {
            if !is_host(&host.value) {
                return Err(SdlError::new(
                    host.at,
                    format!("`{}` is no host name", host.value),
                    "write a name such as www.example.com in lower case, without http:// and without a path",
                ));
            }
        }
        Ok(())
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
                format!("proto `{}` is not known", proto.value),
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
    fn check(&self) -> Result<(), SdlError> {
        let limits = [
            ("max_body_size", self.max_body_size, 104_857_600),
            ("proxy_buffer_size", self.proxy_buffer_size, 1_048_576),
            ("read_timeout", self.read_timeout, 60_000),
            ("send_timeout", self.send_timeout, 60_000),
        ];
        for (key, value, most) in limits {
            if value > most {
                return Err(SdlError::new(
                    self.at,
                    format!("http_options `{key}` of {value} is above {most}"),
                    format!("write at most {most}"),
                ));
            }
        }
        self.check_next_cases()
    }

    fn check_next_cases(&self) -> Result<(), SdlError> {
        for case in &self.next_cases {
            let known = NEXT_CASES.contains(&case.value.as_str());
            let off = case.value == "off";
            if off && self.next_cases.len() > 1 {
                return Err(SdlError::new(
                    case.at,
                    "next_cases has `off` beside other cases",
                    "write `off` alone, or remove it",
                ));
            }
            if !known && !off {
                return Err(SdlError::new(
                    case.at,
                    format!("next_cases does not know `{}`", case.value),
                    format!("write off, or some of {}", NEXT_CASES.join(", ")),
                ));
            }
        }
        Ok(())
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
