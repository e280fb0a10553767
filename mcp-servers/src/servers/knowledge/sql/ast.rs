//! What statements are made of.

use super::value::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
    Concat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Count,
    Sum,
    Avg,
    Min,
    Max,
    Lower,
    Upper,
    Length,
    Round,
    Abs,
    Coalesce,
    Substr,
}

impl Function {
    pub const ALL: [(&'static str, Self); 12] = [
        ("count", Self::Count),
        ("sum", Self::Sum),
        ("avg", Self::Avg),
        ("min", Self::Min),
        ("max", Self::Max),
        ("lower", Self::Lower),
        ("upper", Self::Upper),
        ("length", Self::Length),
        ("round", Self::Round),
        ("abs", Self::Abs),
        ("coalesce", Self::Coalesce),
        ("substr", Self::Substr),
    ];

    pub fn aggregates(self) -> bool {
        matches!(self, Self::Count | Self::Sum | Self::Avg | Self::Min | Self::Max)
    }
}

/// An expression. The places of what can be wrong are kept; two are equal if they mean the same.
#[derive(Debug, Clone)]
pub enum Expr {
    Column {
        table: Option<String>,
        name: String,
        at: usize,
    },
    /// A column that has been found: its place in the joined row.
    Slot(usize),
    Literal(Value),
    Not(Box<Expr>),
    Negative(Box<Expr>, usize),
    Binary(Operator, Box<Expr>, Box<Expr>, usize),
    Like {
        value: Box<Expr>,
        pattern: Box<Expr>,
        negated: bool,
        any_case: bool,
        at: usize,
    },
    In {
        value: Box<Expr>,
        list: Vec<Expr>,
        negated: bool,
        at: usize,
    },
    Between {
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
        at: usize,
    },
    IsNull {
        value: Box<Expr>,
        negated: bool,
    },
    /// `COUNT(*)` has no arguments.
    Call {
        function: Function,
        arguments: Vec<Expr>,
        distinct: bool,
        at: usize,
    },
}

impl Expr {
    pub fn children(&self) -> Vec<&Expr> {
        match self {
            Self::Column { .. } | Self::Slot(_) | Self::Literal(_) => Vec::new(),
            Self::Not(inner) | Self::Negative(inner, _) | Self::IsNull { value: inner, .. } => vec![inner],
            Self::Binary(_, left, right, _) => vec![left, right],
            Self::Like { value, pattern, .. } => vec![value, pattern],
            Self::In { value, list, .. } => std::iter::once(&**value).chain(list).collect(),
            Self::Between { value, low, high, .. } => vec![value, low, high],
            Self::Call { arguments, .. } => arguments.iter().collect(),
        }
    }

    pub fn aggregates(&self) -> bool {
        matches!(self, Self::Call { function, .. } if function.aggregates())
            || self.children().into_iter().any(Self::aggregates)
    }

    pub fn same(&self, other: &Self) -> bool {
        let alike = match (self, other) {
            (Self::Slot(one), Self::Slot(other)) => one == other,
            (Self::Literal(one), Self::Literal(other)) => one == other,
            (Self::Binary(one, ..), Self::Binary(other, ..)) => one == other,
            (Self::Call { function: one, .. }, Self::Call { function: other, .. }) => one == other,
            _ => false,
        };
        let (ours, theirs) = (self.children(), other.children());
        alike && ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| one.same(other))
    }
}

/// What is selected.
#[derive(Debug, Clone)]
pub enum Item {
    /// `*` or `table.*`
    All(Option<String>, usize),
    One {
        value: Expr,
        name: String,
    },
}

#[derive(Debug, Clone)]
pub struct Source {
    pub table: String,
    pub alias: String,
    pub at: usize,
}

#[derive(Debug, Clone)]
pub struct Join {
    pub left: bool,
    pub source: Source,
    pub on: Expr,
}

#[derive(Debug, Clone)]
pub struct Select {
    pub distinct: bool,
    pub items: Vec<Item>,
    pub from: Source,
    pub joins: Vec<Join>,
    pub filter: Option<Expr>,
    pub group_by: Vec<Expr>,
    pub having: Option<Expr>,
    /// Whether each goes down.
    pub order_by: Vec<(Expr, bool)>,
    pub limit: Option<usize>,
    pub offset: usize,
}

#[derive(Debug, Clone)]
pub enum Change {
    Insert { table: Source, columns: Vec<(String, usize)>, rows: Vec<Vec<Expr>> },
    Update { table: Source, set: Vec<(String, usize, Expr)>, filter: Option<Expr> },
    Delete { table: Source, filter: Option<Expr> },
}
