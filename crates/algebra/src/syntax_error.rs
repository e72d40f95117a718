//! What is wrong with an expression, and where.

use geotiff_core::Error;

/// What is wrong with an expression. It is shown with the text and a mark below the place.
///
/// ```
/// let error = algebra::Expression::parse("(B - A) / (B + )").unwrap_err();
/// assert_eq!(error.column, 16);
/// assert_eq!(
///     error.to_string(),
///     "a number, a name or ( is missing before ) at column 16\n    (B - A) / (B + )\n                   ^"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Where, in characters from 1.
    pub column: usize,
    /// The text.
    pub text: String,
}

impl SyntaxError {
    /// At this byte of the text.
    pub(crate) fn new(text: &str, at: usize, message: impl Into<String>) -> Self {
        let column = text.char_indices().take_while(|&(byte, _)| byte < at).count() + 1;
        Self { message: message.into(), column, text: text.to_string() }
    }
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // On one line, so that the mark stands where it should.
        let line: String = self.text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        write!(f, "{} at column {}\n    {line}\n    {:>column$}", self.message, self.column, '^', column = self.column)
    }
}

impl std::error::Error for SyntaxError {}

impl From<SyntaxError> for Error {
    fn from(error: SyntaxError) -> Self {
        Self::parameter(error.to_string())
    }
}
