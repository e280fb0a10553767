//! Rows of an export as Parquet, in row groups that a reader can stream.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, ListBuilder, StringBuilder, StructBuilder};
use arrow_array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, StructArray};
use arrow_schema::extension::Json;
use arrow_schema::{DataType, Field, Fields, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::row::{Cell, Column, Form, Row};
use super::sink::SinkError;

/// Rows and bytes of a batch: what is held in memory before it is encoded.
const BATCH_ROWS: usize = 256;
const BATCH_BYTES: usize = 8 << 20;
/// Encoded bytes of a row group, about: one is what a streaming reader holds.
const GROUP_BYTES: usize = 16 << 20;
/// As for the shards of runs.
const ZSTD_LEVEL: i32 = 3;

/// Writes one file.
pub(super) struct ParquetFile {
    path: PathBuf,
    columns: &'static [Column],
    schema: Arc<Schema>,
    writer: ArrowWriter<File>,
    waiting: Vec<Row>,
    waiting_bytes: usize,
}

impl ParquetFile {
    pub fn create(path: &Path, columns: &'static [Column]) -> Result<Self, SinkError> {
        let file = File::create(path).map_err(SinkError::io(path))?;
        let schema = Arc::new(Schema::new(fields(columns)));
        let level = ZstdLevel::try_new(ZSTD_LEVEL).unwrap_or_default();
        let properties = WriterProperties::builder()
            .set_created_by("mcplab".to_owned())
            .set_compression(Compression::ZSTD(level))
            .build();
        let writer =
            ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties)).map_err(SinkError::parquet(path))?;
        Ok(Self { path: path.to_owned(), columns, schema, writer, waiting: Vec::new(), waiting_bytes: 0 })
    }

    pub fn push(&mut self, row: Row) -> Result<(), SinkError> {
        self.waiting_bytes += row.0.iter().map(size).sum::<usize>();
        self.waiting.push(row);
        if self.waiting.len() >= BATCH_ROWS || self.waiting_bytes >= BATCH_BYTES {
            self.write_waiting()?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), SinkError> {
        self.write_waiting()?;
        let file = self.writer.into_inner().map_err(SinkError::parquet(&self.path))?;
        file.sync_all().map_err(SinkError::io(&self.path))
    }

    fn write_waiting(&mut self) -> Result<(), SinkError> {
        let rows = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        let mut write = || -> Result<(), ParquetError> {
            let arrays = (0..self.columns.len())
                .map(|at| array(&self.columns[at], &rows.iter().map(|row| &row.0[at]).collect::<Vec<_>>()))
                .collect();
            self.writer.write(&RecordBatch::try_new(Arc::clone(&self.schema), arrays)?)?;
            if self.writer.in_progress_size() >= GROUP_BYTES {
                self.writer.flush()?;
            }
            Ok(())
        };
        if rows.is_empty() { Ok(()) } else { write().map_err(SinkError::parquet(&self.path)) }
    }
}

fn size(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::Json(text) => text.len(),
        Cell::Number(_) | Cell::Flag(_) => 8,
        Cell::Texts(texts) => texts.iter().map(String::len).sum(),
        Cell::Flags(flags) => flags.len(),
        Cell::Chat(messages) => messages.iter().map(|(_, content)| content.len() + 16).sum(),
        Cell::Object(cells) => cells.iter().map(size).sum(),
    }
}

fn fields(columns: &[Column]) -> Fields {
    columns.iter().map(field).collect()
}

fn field(column: &Column) -> Field {
    let plain = |kind| Field::new(column.name, kind, false);
    let list = |kind| plain(DataType::List(Arc::new(Field::new_list_field(kind, true))));
    match column.form {
        Form::Text => plain(DataType::Utf8),
        Form::Json | Form::JsonText => plain(DataType::Utf8).with_extension_type(Json::default()),
        Form::Number => plain(DataType::Int64),
        Form::Flag => plain(DataType::Boolean),
        Form::Texts => list(DataType::Utf8),
        Form::Flags => list(DataType::Boolean),
        Form::Chat(names) => list(DataType::Struct(said(names))),
        Form::Object(columns) => plain(DataType::Struct(fields(columns))),
    }
}

fn said(names: [&str; 2]) -> Fields {
    names.map(|name| Field::new(name, DataType::Utf8, true)).to_vec().into()
}

/// A column of cells, which all have the column's form: rows are made by the profile that named the columns.
fn array(column: &Column, cells: &[&Cell]) -> ArrayRef {
    let text = |cell: &&Cell| match cell {
        Cell::Text(text) | Cell::Json(text) => text.clone(),
        _ => String::new(),
    };
    match column.form {
        Form::Text | Form::Json | Form::JsonText => Arc::new(StringArray::from_iter_values(cells.iter().map(text))),
        Form::Number => {
            let number = |cell: &&Cell| if let Cell::Number(number) = cell { *number } else { 0 };
            Arc::new(Int64Array::from_iter_values(cells.iter().map(number)))
        }
        Form::Flag => {
            let flag = |cell: &&Cell| matches!(cell, Cell::Flag(true));
            Arc::new(BooleanArray::from(cells.iter().map(flag).collect::<Vec<_>>()))
        }
        Form::Texts => {
            let mut list = ListBuilder::new(StringBuilder::new());
            for cell in cells {
                let texts = if let Cell::Texts(texts) = cell { texts.as_slice() } else { &[] };
                texts.iter().for_each(|text| list.values().append_value(text));
                list.append(true);
            }
            Arc::new(list.finish())
        }
        Form::Flags => {
            let mut list = ListBuilder::new(BooleanBuilder::new());
            for cell in cells {
                let flags = if let Cell::Flags(flags) = cell { flags.as_slice() } else { &[] };
                flags.iter().for_each(|flag| list.values().append_value(*flag));
                list.append(true);
            }
            Arc::new(list.finish())
        }
        Form::Chat(names) => chat(names, cells),
        Form::Object(columns) => {
            let inner = |at: usize| {
                cells.iter().filter_map(move |cell| if let Cell::Object(cells) = cell { cells.get(at) } else { None })
            };
            let arrays = columns.iter().enumerate().map(|(at, column)| array(column, &inner(at).collect::<Vec<_>>()));
            Arc::new(StructArray::new(fields(columns), arrays.collect(), None))
        }
    }
}

fn chat(names: [&str; 2], cells: &[&Cell]) -> ArrayRef {
    let texts = || Box::new(StringBuilder::new()) as Box<dyn arrow_array::builder::ArrayBuilder>;
    let mut list = ListBuilder::new(StructBuilder::new(said(names), vec![texts(), texts()]));
    for cell in cells {
        let messages = if let Cell::Chat(messages) = cell { messages.as_slice() } else { &[] };
        for (role, content) in messages {
            let message = list.values();
            if let Some(roles) = message.field_builder::<StringBuilder>(0) {
                roles.append_value(role);
            }
            if let Some(contents) = message.field_builder::<StringBuilder>(1) {
                contents.append_value(content);
            }
            message.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
}
