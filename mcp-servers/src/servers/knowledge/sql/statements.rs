//! From words to statements.

use super::ast::{Change, Expr, Item, Join, Select, Source};
use super::lexer::{Problem, problem};
use super::parser::Parser;

type Result<T> = std::result::Result<T, Problem>;

/// A query; nothing else.
pub fn query(text: &str, today: &str) -> Result<Select> {
    let mut parser = Parser::new(text, today)?;
    for other in ["insert", "update", "delete"] {
        if parser.is_keyword(other) {
            return Err(problem(0, format!("{} changes data; use execute_statement", other.to_uppercase())));
        }
    }
    parser.need_keyword("select")?;
    let select = select(&mut parser)?;
    parser.end()?;
    Ok(select)
}

/// A statement that changes data; nothing else.
pub fn change(text: &str, today: &str) -> Result<Change> {
    let mut parser = Parser::new(text, today)?;
    let change = if parser.keyword("insert") {
        insert(&mut parser)?
    } else if parser.keyword("update") {
        update(&mut parser)?
    } else if parser.keyword("delete") {
        parser.need_keyword("from")?;
        let table = source(&mut parser)?;
        Change::Delete { table, filter: filter(&mut parser)? }
    } else if parser.is_keyword("select") {
        return Err(problem(parser.at(), "SELECT changes nothing; use run_query"));
    } else if ["create", "alter", "drop", "truncate"].iter().any(|word| parser.is_keyword(word)) {
        return Err(problem(parser.at(), "tables cannot be created, altered or dropped here"));
    } else if ["begin", "start", "commit", "rollback"].iter().any(|word| parser.is_keyword(word)) {
        return Err(problem(parser.at(), "use begin_transaction, commit_transaction and rollback_transaction"));
    } else {
        return parser.expected("INSERT, UPDATE or DELETE");
    };
    parser.end()?;
    Ok(change)
}

fn source(parser: &mut Parser) -> Result<Source> {
    let (table, at) = parser.name("a table")?;
    let alias = parser.alias()?.unwrap_or_else(|| table.clone());
    Ok(Source { table, alias, at })
}

fn filter(parser: &mut Parser) -> Result<Option<Expr>> {
    if parser.keyword("where") { parser.expression().map(Some) } else { Ok(None) }
}

fn select(parser: &mut Parser) -> Result<Select> {
    let distinct = parser.keyword("distinct");
    let items = parser.list(item)?;
    parser.need_keyword("from")?;
    let from = source(parser)?;
    let mut joins = Vec::new();
    loop {
        let left = parser.keyword("left");
        if left {
            parser.keyword("outer");
        } else if parser.is_keyword("right") || parser.is_keyword("full") || parser.is_keyword("cross") {
            return Err(problem(parser.at(), "only inner and left joins are supported"));
        }
        if !left && !parser.keyword("inner") && !parser.is_keyword("join") {
            break;
        }
        parser.need_keyword("join")?;
        let source = source(parser)?;
        parser.need_keyword("on")?;
        joins.push(Join { left, source, on: parser.expression()? });
    }
    let filter = filter(parser)?;
    let group_by = match parser.keyword("group") {
        true => {
            parser.need_keyword("by")?;
            parser.list(Parser::expression)?
        }
        false => Vec::new(),
    };
    let having = if parser.keyword("having") { Some(parser.expression()?) } else { None };
    let order_by = match parser.keyword("order") {
        true => {
            parser.need_keyword("by")?;
            parser.list(order)?
        }
        false => Vec::new(),
    };
    let limit = if parser.keyword("limit") { Some(parser.count()?) } else { None };
    let offset = if parser.keyword("offset") { parser.count()? } else { 0 };
    if parser.is_keyword("union") {
        return Err(problem(parser.at(), "UNION is not supported; run two queries"));
    }
    Ok(Select { distinct, items, from, joins, filter, group_by, having, order_by, limit, offset })
}

fn order(parser: &mut Parser) -> Result<(Expr, bool)> {
    let value = parser.expression()?;
    let down = parser.keyword("desc");
    if !down {
        parser.keyword("asc");
    }
    Ok((value, down))
}

fn item(parser: &mut Parser) -> Result<Item> {
    let at = parser.at();
    if parser.sign("*") {
        return Ok(Item::All(None, at));
    }
    if let Some(table) = parser.all_of_table() {
        return Ok(Item::All(Some(table), at));
    }
    let value = parser.expression()?;
    let name = match parser.alias()? {
        Some(alias) => alias,
        None => name_of(&value),
    };
    Ok(Item::One { value, name })
}

/// What a column of a result is called that nobody named.
fn name_of(value: &Expr) -> String {
    match value {
        Expr::Column { name, .. } => name.clone(),
        Expr::Call { function, .. } => {
            let found = super::ast::Function::ALL.iter().find(|(_, known)| known == function);
            found.map_or("value", |(name, _)| name).to_owned()
        }
        _ => "value".to_owned(),
    }
}

fn insert(parser: &mut Parser) -> Result<Change> {
    parser.need_keyword("into")?;
    let (name, at) = parser.name("a table")?;
    let table = Source { alias: name.clone(), table: name, at };
    let columns = match parser.sign("(") {
        true => {
            let columns = parser.list(|parser| parser.name("a column"))?;
            parser.need_sign(")")?;
            columns
        }
        false => Vec::new(),
    };
    parser.need_keyword("values")?;
    let rows = parser.list(|parser| {
        parser.need_sign("(")?;
        let row = parser.list(Parser::expression)?;
        parser.need_sign(")")?;
        Ok(row)
    })?;
    Ok(Change::Insert { table, columns, rows })
}

fn update(parser: &mut Parser) -> Result<Change> {
    let table = source(parser)?;
    parser.need_keyword("set")?;
    let set = parser.list(|parser| {
        let (column, at) = parser.name("a column")?;
        parser.need_sign("=")?;
        Ok((column, at, parser.expression()?))
    })?;
    Ok(Change::Update { table, set, filter: filter(parser)? })
}
