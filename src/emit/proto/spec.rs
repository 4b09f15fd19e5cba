//! The parts of a `.proto` file and how they are written, laid out as `buf format` would. Knows no model.

use crate::source::Span;
use std::collections::BTreeSet;

/// A file.
#[derive(Debug, Default)]
pub struct File {
    /// Empty where the program names a service without a package.
    pub package: String,
    pub imports: BTreeSet<String>,
    pub service: Option<Service>,
    pub definitions: Vec<Definition>,
}

/// A service.
#[derive(Debug)]
pub struct Service {
    pub comment: String,
    pub name: String,
    pub rpcs: Vec<Rpc>,
}

/// A method of a service.
#[derive(Debug)]
pub struct Rpc {
    pub comment: String,
    pub name: String,
    /// The request's type, `stream` before it where several go in.
    pub request: String,
    /// The response's type, likewise.
    pub response: String,
    pub options: Vec<&'static str>,
}

/// A type.
#[derive(Debug)]
pub enum Definition {
    Message(Message),
    Enum(Enum),
}

/// A message.
#[derive(Debug)]
pub struct Message {
    pub comment: String,
    pub name: String,
    /// The name of the choice that all of its fields are in, if they are.
    pub choice: Option<String>,
    pub fields: Vec<Field>,
    pub nested: Vec<Message>,
    pub reserved: Reserved,
}

/// A field of a message.
#[derive(Debug)]
pub struct Field {
    pub comment: String,
    pub of: FieldType,
    pub name: String,
    pub number: Number,
    pub deprecated: bool,
}

/// The number of a field or of an enum value.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    pub value: u32,
    /// Where the program gives it, if it does.
    pub given: Option<Span>,
}

impl Number {
    /// One that the program does not give: it may become another.
    pub fn free(value: u32) -> Self {
        Self { value, given: None }
    }
}

/// What fields or enum values must not have any more.
#[derive(Debug, Default)]
pub struct Reserved {
    pub numbers: Vec<u32>,
    pub names: Vec<String>,
}

/// The type of a field.
#[derive(Debug)]
pub struct FieldType {
    /// `repeated`, `optional` or nothing.
    pub label: Label,
    pub name: String,
}

/// What stands before the type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    None,
    Optional,
    Repeated,
}

/// An enum.
#[derive(Debug)]
pub struct Enum {
    pub comment: String,
    pub name: String,
    pub values: Vec<Value>,
    pub reserved: Reserved,
}

/// A value of an enum.
#[derive(Debug)]
pub struct Value {
    pub comment: String,
    pub name: String,
    pub number: Number,
    pub deprecated: bool,
}

impl Reserved {
    fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.names.is_empty()
    }
}

impl File {
    /// The text of the file.
    pub fn text(&self) -> String {
        let mut out = Writer { text: "syntax = \"proto3\";\n".to_owned(), depth: 0 };
        if !self.package.is_empty() {
            out.blank();
            out.line(&format!("package {};", self.package));
        }
        if !self.imports.is_empty() {
            out.blank();
        }
        for import in &self.imports {
            out.line(&format!("import \"{import}\";"));
        }
        if let Some(service) = &self.service {
            out.blank();
            out.service(service);
        }
        for definition in &self.definitions {
            out.blank();
            match definition {
                Definition::Message(message) => out.message(message),
                Definition::Enum(of) => out.enumeration(of),
            }
        }
        out.text
    }
}

struct Writer {
    text: String,
    depth: usize,
}

impl Writer {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn line(&mut self, line: &str) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn comment(&mut self, comment: &str) {
        for line in comment.lines() {
            let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            self.line(format!("// {line}").trim_end());
        }
    }

    fn open(&mut self, line: &str) {
        self.line(&format!("{line} {{"));
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.line("}");
    }

    fn service(&mut self, service: &Service) {
        self.comment(&service.comment);
        self.open(&format!("service {}", service.name));
        for rpc in &service.rpcs {
            self.comment(&rpc.comment);
            let head = format!("rpc {}({}) returns ({})", rpc.name, rpc.request, rpc.response);
            if rpc.options.is_empty() {
                self.line(&format!("{head};"));
                continue;
            }
            self.open(&head);
            for option in &rpc.options {
                self.line(&format!("option {option};"));
            }
            self.close();
        }
        self.close();
    }

    fn message(&mut self, message: &Message) {
        self.comment(&message.comment);
        if message.fields.is_empty() && message.reserved.is_empty() {
            self.line(&format!("message {} {{}}", message.name));
            return;
        }
        self.open(&format!("message {}", message.name));
        self.reserved(&message.reserved);
        if let Some(choice) = &message.choice {
            self.line("// Which one it is.");
            self.open(&format!("oneof {choice}"));
        }
        for field in &message.fields {
            self.field(field);
        }
        if message.choice.is_some() {
            self.close();
        }
        for nested in &message.nested {
            self.blank();
            self.message(nested);
        }
        self.close();
    }

    fn reserved(&mut self, reserved: &Reserved) {
        let names: Vec<String> = reserved.names.iter().map(|name| format!("\"{name}\"")).collect();
        let numbers: Vec<String> = reserved.numbers.iter().map(u32::to_string).collect();
        for list in [numbers, names].into_iter().filter(|list| !list.is_empty()) {
            self.line(&format!("reserved {};", list.join(", ")));
        }
    }

    fn field(&mut self, field: &Field) {
        self.comment(&field.comment);
        let label = match field.of.label {
            Label::None => "",
            Label::Optional => "optional ",
            Label::Repeated => "repeated ",
        };
        self.line(&format!("{label}{} {} = {}{};", field.of.name, field.name, field.number.value, mark(field.deprecated)));
    }

    fn enumeration(&mut self, of: &Enum) {
        self.comment(&of.comment);
        self.open(&format!("enum {}", of.name));
        self.reserved(&of.reserved);
        for value in &of.values {
            self.comment(&value.comment);
            self.line(&format!("{} = {}{};", value.name, value.number.value, mark(value.deprecated)));
        }
        self.close();
    }
}

fn mark(deprecated: bool) -> &'static str {
    if deprecated { " [deprecated = true]" } else { "" }
}
