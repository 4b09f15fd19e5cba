//! APIs, operations and resources.

use super::Lower;
use super::items::{METHODS, Rest};
use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::syntax::ast::{
    Action, Api, ApiStmt, Block, Doc, Field, HttpOperation, Ident, Operation, OperationForm, OperationStmt, Resource, ResourceStmt,
    Response, RpcMessage, RpcOperation, TypeExpr, Usual,
};
use crate::syntax::grammar::{Node, Rule};

const AFTER_RESPONSES: &str = "`|`, a summary, `{` or the end of the operation";

/// Summary, tags and block of an operation.
#[derive(Default)]
struct Tail {
    rest: Rest,
    properties: Option<Block<OperationStmt>>,
}

impl<'t> Lower<'t> {
    pub(super) fn api(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Api> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut rest, mut body) = (Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::api_body => body = Some(self.block(node, "an operation `name: METHOD /path -> TYPE` or a property", Self::api_stmt)),
                Rule::missing_block => self.missing(&node, "`{` and the operations of the API"),
                _ => self.rest(&node, &mut rest, "a title, a tag or `{`"),
            }
        }
        Some(Api { doc, name, title: rest.title, tags: rest.tags, body, span, broken: self.reported })
    }

    fn api_stmt(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<ApiStmt> {
        Some(match node.as_rule() {
            Rule::operation => ApiStmt::Operation(self.operation(node, doc)?),
            Rule::resource => ApiStmt::Resource(self.resource(node, doc)?),
            Rule::type_decl => ApiStmt::Type(self.type_decl(node, doc)?),
            Rule::enum_decl => ApiStmt::Enum(self.enum_decl(node, doc)?),
            Rule::error_decl => ApiStmt::Error(self.error_decl(node, doc)?),
            _ if self.lacks_colon(&node) => return None,
            _ => {
                let item = self.property(node, doc, "an `api`")?;
                if let Some(body) = &item.body {
                    self.only_items(body, "the block of a property");
                }
                ApiStmt::Item(item)
            }
        })
    }

    /// An operation without `:` after its name.
    fn lacks_colon(&mut self, node: &Node<'t>) -> bool {
        let mut nodes = node.clone().into_inner();
        let (Some(name), Some(method)) = (nodes.next(), nodes.next()) else { return false };
        if method.as_rule() != Rule::bare || !METHODS.contains(&method.as_str()) {
            return false;
        }
        let end = self.span(&name).after();
        let problem = self.expected_at(method.as_span().start(), &format!("`:` after the name of the operation `{}`", name.as_str()));
        self.problem(problem.help("add `:`").edit(end, ":"));
        true
    }

    fn operation(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Operation> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut form, mut tail) = (OperationForm::Missing, Tail::default());
        for node in nodes {
            match node.as_rule() {
                Rule::http => form = self.http(node),
                Rule::rpc => form = self.rpc(node),
                Rule::missing_form => self.missing(&node, &format!("a method such as `GET`, or `rpc`, after `{}:`", name.text)),
                _ => self.tail(node, &mut tail),
            }
        }
        let Tail { rest, properties } = tail;
        Some(Operation { doc, name, form, summary: rest.title, tags: rest.tags, properties, span, broken: self.reported })
    }

    fn tail(&mut self, node: Node<'t>, tail: &mut Tail) {
        match node.as_rule() {
            Rule::operation_body => tail.properties = Some(self.operation_body(node)),
            _ => self.rest(&node, &mut tail.rest, AFTER_RESPONSES),
        }
    }

    fn operation_body(&mut self, node: Node<'t>) -> Block<OperationStmt> {
        self.block(node, "a property of the operation", |lower, node, doc| {
            if node.as_rule() == Rule::header {
                let field = node.into_inner().next()?;
                return lower.field(field, doc).map(OperationStmt::Header);
            }
            lower.property(node, doc, "an operation").map(OperationStmt::Item)
        })
    }

    fn http(&mut self, node: Node<'t>) -> OperationForm {
        let (mut method, mut path, mut query, mut request, mut responses) = (None::<Ident>, None, Vec::new(), None, Vec::new());
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => method = Some(self.ident(&child)),
                Rule::url_path => path = Some(self.url_path(child)),
                Rule::query => query = self.query(child),
                Rule::request => request = self.request(child),
                Rule::responses => responses = self.responses(child),
                Rule::missing_url => {
                    let word = method.as_ref().map_or("", |method| method.text.as_str());
                    self.missing(&child, &format!("a path such as `/orders` after `{word}`"));
                }
                _ => self.no_response(&child),
            }
        }
        match (method, path) {
            (Some(method), Some(path)) => OperationForm::Http(HttpOperation { method, path, query, request, responses }),
            _ => OperationForm::Missing,
        }
    }

    fn no_response(&mut self, node: &Node<'t>) {
        let problem = self.expected_at(node.as_span().start(), "`->` and what the operation responds");
        self.problem(problem.help("what gives nothing back is written `-> 204`, what gives an `Order` `-> Order`"));
    }

    fn query(&mut self, node: Node<'t>) -> Vec<Field> {
        let open = node.as_span().start();
        let mut fields = Vec::new();
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::missing_close => self.unclosed(&child, open, "}"),
                Rule::missing_comma => self.slip_missing_comma(&child),
                Rule::query_semicolon => self.wrong_semicolon(&child),
                _ => fields.extend(self.field(child, None)),
            }
        }
        fields
    }

    fn request(&mut self, node: Node<'t>) -> Option<TypeExpr> {
        let open = node.as_span().start();
        let mut ty = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::ty => ty = self.ty(child),
                _ => self.unclosed(&child, open, ")"),
            }
        }
        ty
    }

    fn responses(&mut self, node: Node<'t>) -> Vec<Response> {
        let mut responses = Vec::new();
        for child in node.into_inner() {
            let span = self.span(&child);
            let (mut status, mut ty) = (None, None);
            for part in child.into_inner() {
                match part.as_rule() {
                    Rule::status => {
                        let (raw, span) = (part.as_str().to_owned(), self.span(&part));
                        status = Some(crate::syntax::ast::Arg { kind: crate::syntax::ast::ArgKind::Number, raw, span });
                    }
                    _ => ty = self.response_type(part),
                }
            }
            if status.is_some() || ty.is_some() {
                responses.push(Response { status, ty, span });
            }
        }
        responses
    }

    /// The type of a response; its lack is told in words that fit a response.
    fn response_type(&mut self, node: Node<'t>) -> Option<TypeExpr> {
        match node.clone().into_inner().next() {
            Some(inner) if inner.as_rule() == Rule::missing_type => {
                self.missing(&inner, "a response: a status, a type or an error");
                None
            }
            _ => self.ty(node),
        }
    }

    fn rpc(&mut self, node: Node<'t>) -> OperationForm {
        let (mut method, mut request, mut response) = (None, None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => method = Some(self.ident(&child)),
                Rule::rpc_request => request = self.rpc_message(child),
                Rule::rpc_response => response = self.rpc_message(child),
                Rule::missing_name => self.missing(&child, "the method's name after `rpc`"),
                Rule::missing_request => self.missing(&child, "the message that is sent in `(` and `)`"),
                _ => self.missing(&child, "`->` and the message that comes back"),
            }
        }
        match method {
            Some(method) => OperationForm::Rpc(RpcOperation { method, request, response }),
            None => OperationForm::Missing,
        }
    }

    fn rpc_message(&mut self, node: Node<'t>) -> Option<RpcMessage> {
        let open = node.as_span().start() + node.as_str().find('(').unwrap_or(0);
        let mut message = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::message => message = self.message(child),
                Rule::wrapped => {
                    let span = self.at(open..open + 1);
                    let problem = Diagnostic::error(&codes::UNEXPECTED, span, "expected the message that comes back, found `(`");
                    self.slip(problem.help("the message that comes back stands without brackets: `-> TYPE`"));
                }
                _ => self.unclosed(&child, open, ")"),
            }
        }
        message
    }

    fn message(&mut self, node: Node<'t>) -> Option<RpcMessage> {
        let (mut stream, mut ty) = (None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::stream => stream = Some(self.span(&child)),
                _ => ty = self.ty(child),
            }
        }
        Some(RpcMessage { stream, ty: ty? })
    }

    fn resource(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Resource> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut ty, mut rest, mut body) = (None, Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::ty => ty = self.ty(node),
                Rule::missing_colon => self.missing(&node, &format!("`:` and a type after `{}`", name.text)),
                Rule::resource_body => body = Some(self.block(node, "an operation of the resource", Self::resource_stmt)),
                Rule::missing_block => self.missing(&node, "`{` and the operations of the resource"),
                _ => self.rest(&node, &mut rest, "`{` and the operations of the resource"),
            }
        }
        Some(Resource { doc, name, ty, body, span, broken: self.reported })
    }

    fn resource_stmt(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<ResourceStmt> {
        if node.as_rule() == Rule::action {
            return self.action(node, doc).map(ResourceStmt::Action);
        }
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let word = self.ident(&nodes.next()?);
        let (mut args, mut properties) = (Vec::new(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::operation_body => properties = Some(self.operation_body(node)),
                Rule::tag => {
                    let problem = Diagnostic::error(&codes::UNEXPECTED, self.span(&node), format!("`{}` has no tags", word.text));
                    self.problem(problem.help("remove the tag"));
                }
                _ => args.extend(self.arg(node)),
            }
        }
        Some(ResourceStmt::Usual(Usual { doc, word, args, properties, span, broken: self.reported }))
    }

    fn action(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Action> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut request, mut responses, mut tail) = (None, Vec::new(), Tail::default());
        for node in nodes {
            match node.as_rule() {
                Rule::request => request = self.request(node),
                Rule::responses => responses = self.responses(node),
                Rule::missing_response => self.missing(&node, "`->` and what the action responds"),
                _ => self.tail(node, &mut tail),
            }
        }
        let Tail { rest, properties } = tail;
        Some(Action { doc, name, request, responses, summary: rest.title, properties, span, broken: self.reported })
    }
}
