//! The words of an expression.

use crate::syntax_error::SyntaxError;

/// A word, and the byte of the text that it begins at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind<'a>,
    pub(crate) at: usize,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind<'a> {
    Number(f64),
    Name(&'a str),
    /// An operator or a bracket.
    Sign(&'static str),
    End,
}

/// The longer before those that they begin with.
const SIGNS: [&str; 28] = [
    "**", "//", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "%", "^", "<", ">", "!", "&", "|", "~", "?",
    ":", "(", ")", "[", "]", ",", ";",
];

/// What users of gdal_calc write before names of functions.
const MODULES: [&str; 2] = ["numpy.", "np."];

/// All words of a text, the end being the last.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token<'_>>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else {
            tokens.push(Token { kind: Kind::End, at });
            return Ok(tokens);
        };
        let is_number = first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()));
        let (kind, len) = if is_number {
            let len = number_len(rest);
            let value = rest[..len].parse().map_err(|_| SyntaxError::new(text, at, "this is no number"))?;
            (Kind::Number(value), len)
        } else if let Some(prefix) = MODULES.iter().find(|module| rest.starts_with(**module)) {
            at += prefix.len();
            continue;
        } else if is_first_of_name(first) {
            let len = rest.find(|c| !is_part_of_name(c)).unwrap_or(rest.len());
            (Kind::Name(&rest[..len]), len)
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Kind::Sign(sign), sign.len())
        } else if first == '=' {
            (Kind::Sign("="), 1)
        } else {
            return Err(SyntaxError::new(text, at, format!("{first:?} means nothing here")));
        };
        // 3x is neither a number nor a name.
        if is_number && rest[len..].starts_with(is_part_of_name) {
            return Err(SyntaxError::new(text, at + len, "an operator is missing after the number"));
        }
        tokens.push(Token { kind, at });
        at += len;
    }
}

pub(crate) fn is_first_of_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

pub(crate) fn is_part_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How much of a text is a decimal number.
fn number_len(text: &str) -> usize {
    let digits = |at: usize| text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    if text[end..].starts_with('.') {
        end += 1 + digits(end + 1);
    }
    if text[end..].starts_with(['e', 'E']) {
        let exponent = end + 1 + usize::from(text[end + 1..].starts_with(['+', '-']));
        let len = digits(exponent);
        if len > 0 {
            end = exponent + len;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind<'_>> {
        tokens(text).unwrap().into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn words_are_the_longest_that_there_are() {
        use Kind::{End, Name, Number, Sign};
        assert_eq!(kinds("a**2"), [Name("a"), Sign("**"), Number(2.0), End]);
        assert_eq!(kinds("1.5e-3*.5"), [Number(1.5e-3), Sign("*"), Number(0.5), End]);
        assert_eq!(kinds(" B4 <=\n2. "), [Name("B4"), Sign("<="), Number(2.0), End]);
        assert_eq!(kinds("größe!=_x"), [Name("größe"), Sign("!="), Name("_x"), End]);
        assert_eq!(kinds("numpy.abs np"), [Name("abs"), Name("np"), End]);
        assert_eq!(kinds(""), [End]);
    }

    #[test]
    fn what_is_no_word_is_shown() {
        for (text, column) in [("A + $", 5), ("ä # 1", 3), ("3x", 2), ("2e", 2), ("1 . 3", 3)] {
            assert_eq!(tokens(text).unwrap_err().column, column, "{text}");
        }
    }
}
