//! The grammar of expressions: tokens in, graph out, without a tree between them.

use std::f64::consts;

use crate::expression::InputBand;
use crate::function::{Function, function, function_names};
use crate::graph::{Graph, NodeId};
use crate::operation::{Binary, Unary};
use crate::syntax_error::SyntaxError;
use crate::token::{self, Kind, Token, tokens};

/// Longest text.
const MOST_BYTES: usize = 1 << 16;
/// Deepest nesting, so that no text takes more than a little of the stack.
const DEEPEST: usize = 100;
/// Highest band, which a TIFF has.
const MOST_BANDS: f64 = 65_535.0;

/// What a text says.
pub(crate) struct Parsed {
    pub(crate) graph: Graph,
    pub(crate) inputs: Vec<InputBand>,
    pub(crate) outputs: Vec<NodeId>,
}

pub(crate) fn parse(text: &str) -> Result<Parsed, SyntaxError> {
    if text.len() > MOST_BYTES {
        let start: String = text.chars().take(40).collect();
        return Err(SyntaxError::new(
            &start,
            0,
            format!("{} bytes are too many; {MOST_BYTES} are allowed", text.len()),
        ));
    }
    let mut parser = Parser {
        text,
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
        named: Vec::new(),
        parsed: Parsed { graph: Graph::default(), inputs: Vec::new(), outputs: Vec::new() },
    };
    parser.bands()?;
    Ok(parser.parsed)
}

/// Whether a raster can be called so in an expression: letters, digits and `_`, and no word that means something else.
///
/// ```
/// assert!(["A", "red", "b8a_2"].iter().all(|name| algebra::is_name(name)));
/// assert!(["", "8a", "b-4", "pi", "and"].iter().all(|name| !algebra::is_name(name)));
/// ```
pub fn is_name(name: &str) -> bool {
    let is_word = name.starts_with(token::is_first_of_name) && name.chars().all(token::is_part_of_name);
    is_word && constant(name).is_none() && !WORDS.contains(&name)
}

const WORDS: [&str; 3] = ["and", "or", "not"];

fn constant(name: &str) -> Option<f64> {
    Some(match name {
        "pi" => consts::PI,
        "e" => consts::E,
        "inf" => f64::INFINITY,
        "nan" => f64::NAN,
        "true" => 1.0,
        "false" => 0.0,
        _ => return None,
    })
}

/// How strongly operators bind; all of one strength go from the left.
mod strength {
    pub(super) const CHOICE: u8 = 1;
    pub(super) const OR: u8 = 2;
    pub(super) const AND: u8 = 3;
    pub(super) const NOT: u8 = 4;
    pub(super) const COMPARISON: u8 = 5;
    pub(super) const BIT_OR: u8 = 6;
    pub(super) const BIT_AND: u8 = 7;
    pub(super) const SUM: u8 = 8;
    pub(super) const PRODUCT: u8 = 9;
    pub(super) const SIGN: u8 = 10;
    pub(super) const POWER: u8 = 11;
}

/// The operator between two operands.
fn infix(kind: Kind<'_>) -> Option<(Binary, u8)> {
    use strength::{AND, BIT_AND, BIT_OR, COMPARISON, OR, POWER, PRODUCT, SUM};
    Some(match kind {
        Kind::Sign("||") | Kind::Name("or") => (Binary::Or, OR),
        Kind::Sign("&&") | Kind::Name("and") => (Binary::And, AND),
        Kind::Sign("<") => (Binary::Less, COMPARISON),
        Kind::Sign("<=") => (Binary::LessOrEqual, COMPARISON),
        Kind::Sign(">") => (Binary::Greater, COMPARISON),
        Kind::Sign(">=") => (Binary::GreaterOrEqual, COMPARISON),
        Kind::Sign("==") => (Binary::Equal, COMPARISON),
        Kind::Sign("!=") => (Binary::NotEqual, COMPARISON),
        Kind::Sign("|") => (Binary::BitOr, BIT_OR),
        Kind::Sign("&") => (Binary::BitAnd, BIT_AND),
        Kind::Sign("+") => (Binary::Add, SUM),
        Kind::Sign("-") => (Binary::Subtract, SUM),
        Kind::Sign("*") => (Binary::Multiply, PRODUCT),
        Kind::Sign("/") => (Binary::Divide, PRODUCT),
        Kind::Sign("//") => (Binary::FloorDivide, PRODUCT),
        Kind::Sign("%") => (Binary::Remainder, PRODUCT),
        Kind::Sign("**" | "^") => (Binary::Power, POWER),
        _ => return None,
    })
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    next: usize,
    depth: usize,
    /// Parts that were given a name.
    named: Vec<(&'a str, NodeId)>,
    parsed: Parsed,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Token<'a> {
        self.ahead(0)
    }

    fn ahead(&self, count: usize) -> Token<'a> {
        let end = Token { kind: Kind::End, at: self.text.len() };
        self.tokens.get(self.next + count).copied().unwrap_or(end)
    }

    fn take(&mut self) -> Token<'a> {
        let token = self.peek();
        self.next += 1;
        token
    }

    fn takes(&mut self, sign: &'static str) -> bool {
        let is_it = self.peek().kind == Kind::Sign(sign);
        self.next += usize::from(is_it);
        is_it
    }

    fn error(&self, token: Token<'_>, message: impl Into<String>) -> SyntaxError {
        SyntaxError::new(self.text, token.at, message)
    }

    /// What should stand before this word.
    fn missing(&self, what: &str) -> SyntaxError {
        let token = self.peek();
        let before = match token.kind {
            Kind::End => "at the end".into(),
            Kind::Sign(sign) => format!("before {sign}"),
            Kind::Name(name) => format!("before {name}"),
            Kind::Number(number) => format!("before {number}"),
        };
        self.error(token, format!("{what} is missing {before}"))
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), SyntaxError> {
        if self.takes(sign) { Ok(()) } else { Err(self.missing(sign)) }
    }

    /// Expressions with `;` or `,` between them, and names given to some.
    fn bands(&mut self) -> Result<(), SyntaxError> {
        loop {
            if let (Kind::Name(name), Kind::Sign("=")) = (self.peek().kind, self.ahead(1).kind) {
                self.name_part(name)?;
                continue;
            }
            let output = self.expression(0)?;
            self.parsed.outputs.push(output);
            if self.parsed.outputs.len() as f64 > MOST_BANDS {
                return Err(self.error(self.peek(), "a TIFF has no more than 65,535 bands"));
            }
            let has_more = self.takes(";") || self.takes(",");
            match self.peek().kind {
                // One at the end does no harm.
                Kind::End => return Ok(()),
                _ if has_more => {}
                Kind::Sign("=") => return Err(self.error(self.peek(), "whether numbers are equal is asked by ==")),
                _ => return Err(self.missing("an operator")),
            }
        }
    }

    /// `name = expression;`
    fn name_part(&mut self, name: &'a str) -> Result<(), SyntaxError> {
        let token = self.take();
        if !is_name(name) {
            return Err(self.error(token, format!("{name} has a meaning already")));
        }
        if self.parsed.inputs.iter().any(|input| input.name == name) || self.named(name).is_some() {
            return Err(self.error(token, format!("{name} stood for something else before")));
        }
        self.take();
        let part = self.expression(0)?;
        self.named.push((name, part));
        self.expect(";")
    }

    fn named(&self, name: &str) -> Option<NodeId> {
        self.named.iter().find(|(known, _)| *known == name).map(|&(_, part)| part)
    }

    /// An expression of operators that bind more strongly than the one before it.
    fn expression(&mut self, least: u8) -> Result<NodeId, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error(self.peek(), format!("more than {DEEPEST} expressions stand in each other here")));
        }
        let mut left = self.operand()?;
        let mut is_compared = false;
        loop {
            let token = self.peek();
            if let Some((operation, strength)) = infix(token.kind) {
                if strength <= least {
                    break;
                }
                if strength == strength::COMPARISON && is_compared {
                    return Err(self.error(token, "comparisons are no chain: say a < b && b < c"));
                }
                is_compared = strength == strength::COMPARISON;
                self.take();
                // A power is taken to a power first, and of a number with its sign.
                let right = self.expression(if strength == strength::POWER { strength - 1 } else { strength })?;
                left = self.parsed.graph.binary(operation, left, right);
            } else if token.kind == Kind::Sign("?") && least < strength::CHOICE {
                self.take();
                let then = self.expression(0)?;
                self.expect(":")?;
                let otherwise = self.expression(0)?;
                left = self.parsed.graph.select(left, then, otherwise);
            } else {
                break;
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    /// A number, a band, a function or brackets, with what stands before it.
    fn operand(&mut self) -> Result<NodeId, SyntaxError> {
        let token = self.peek();
        let unary = match token.kind {
            Kind::Sign("-") => Some((Unary::Negate, strength::SIGN)),
            Kind::Sign("!") => Some((Unary::Not, strength::SIGN)),
            Kind::Name("not") => Some((Unary::Not, strength::NOT)),
            _ => None,
        };
        if let Some((operation, strength)) = unary {
            self.take();
            let operand = self.expression(strength)?;
            return Ok(self.parsed.graph.unary(operation, operand));
        }
        match token.kind {
            Kind::Sign("+") => {
                self.take();
                self.expression(strength::SIGN)
            }
            Kind::Number(value) => {
                self.take();
                Ok(self.parsed.graph.constant(value))
            }
            Kind::Sign("(") => {
                self.take();
                let inner = self.expression(0)?;
                self.expect(")")?;
                Ok(inner)
            }
            Kind::Name(name) if !WORDS.contains(&name) => {
                self.take();
                self.name(name, token)
            }
            Kind::Sign("~") => Err(self.error(token, "bits are not turned round here: use ! for conditions")),
            _ => Err(self.missing("a number, a name or (")),
        }
    }

    /// What begins with a name.
    fn name(&mut self, name: &'a str, token: Token<'a>) -> Result<NodeId, SyntaxError> {
        if self.takes("(") {
            let called = function(name).ok_or_else(|| {
                let names = function_names().collect::<Vec<_>>().join(", ");
                self.error(token, format!("there is no function {name}; there are {names}"))
            })?;
            return self.call(called, name, token);
        }
        if let Some(value) = constant(name) {
            return Ok(self.parsed.graph.constant(value));
        }
        let named = self.named(name);
        if self.takes("[") {
            if named.is_some() {
                return Err(self.error(token, format!("{name} is no raster, and has no bands")));
            }
            let number = self.take();
            let band = match number.kind {
                Kind::Number(n) if n.fract() == 0.0 && (1.0..=MOST_BANDS).contains(&n) => n as usize - 1,
                _ => return Err(self.error(number, "bands have whole numbers, from 1")),
            };
            self.expect("]")?;
            return Ok(self.input(name, band));
        }
        Ok(named.unwrap_or_else(|| self.input(name, 0)))
    }

    fn input(&mut self, name: &str, band: usize) -> NodeId {
        let input = InputBand { name: name.to_string(), band };
        let inputs = &mut self.parsed.inputs;
        let number = inputs.iter().position(|known| *known == input).unwrap_or_else(|| {
            inputs.push(input);
            inputs.len() - 1
        });
        self.parsed.graph.input(number)
    }

    fn call(&mut self, called: Function, name: &str, token: Token<'_>) -> Result<NodeId, SyntaxError> {
        let mut arguments = Vec::new();
        if !self.takes(")") {
            loop {
                arguments.push(self.expression(0)?);
                if !self.takes(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        let (least, most) = called.arguments();
        called.call(&mut self.parsed.graph, &arguments).ok_or_else(|| {
            let wanted = if most == usize::MAX { format!("at least {least}") } else { format!("{least}") };
            self.error(token, format!("{name} takes {wanted} arguments, not {}", arguments.len()))
        })
    }
}
