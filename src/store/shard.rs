//! Parquet shards: rows as columns, the same bytes for the same rows.
//!
//! JSON texts carry the `arrow.json` extension type and Parquet's JSON type, so that `datasets`
//! and DuckDB know what they are, and nobody makes structs with filled-in nulls of them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{UInt32Type, UInt64Type};
use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt32Array, UInt64Array};
use arrow_schema::extension::Json;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::{Format, Row, StoreError, StoredRow};

/// Rows of one row group: about 15 MB before compression, so a reader streams in flat memory.
const GROUP_ROWS: usize = 1_000;
/// Rows handed to the Parquet writer at once. The bytes depend on it, so it is a constant.
const BATCH_ROWS: usize = 100;
/// Rows that are decoded at once when a shard is read: few, so that their memory is used again and again.
const READ_ROWS: usize = 16;
/// A batch is also full at this size, because one text column must stay below 2 GiB.
const BATCH_BYTES: usize = 64 << 20;
/// Level 3 is half the size of level 1 on repeated tool lists and still faster than the run.
const ZSTD_LEVEL: i32 = 3;

/// How a column is stored.
#[derive(Clone, Copy)]
enum Column {
    Number32(fn(&StoredRow) -> u32),
    Number64(fn(&StoredRow) -> u64),
    Text(fn(&StoredRow) -> &str),
    Json(fn(&StoredRow) -> &str),
    Digest,
}

/// The columns in the order of the file.
const COLUMNS: [(&str, Column); 21] = [
    ("format", Column::Number32(|stored| stored.row.format.0)),
    ("id", Column::Text(|stored| &stored.row.id)),
    ("index", Column::Number64(|stored| stored.row.index)),
    ("seed", Column::Number64(|stored| stored.row.seed)),
    ("now", Column::Text(|stored| &stored.row.now)),
    ("query", Column::Text(|stored| &stored.row.query)),
    ("answer", Column::Text(|stored| &stored.row.answer)),
    ("shape", Column::Text(|stored| &stored.row.shape)),
    ("kind", Column::Text(|stored| stored.row.kind.as_deref().unwrap_or_default())),
    ("calls", Column::Number32(|stored| stored.row.calls)),
    ("messages", Column::Json(|stored| &stored.row.messages)),
    ("tools", Column::Json(|stored| &stored.row.tools)),
    ("steps", Column::Json(|stored| &stored.row.steps)),
    ("turns", Column::Json(|stored| &stored.row.turns)),
    ("facts", Column::Json(|stored| &stored.row.facts)),
    ("branches", Column::Json(|stored| stored.row.branches.as_deref().unwrap_or("[]"))),
    ("servers", Column::Json(|stored| &stored.row.servers)),
    ("labels", Column::Json(|stored| &stored.row.labels)),
    ("writer", Column::Text(|stored| &stored.row.writer)),
    ("train", Column::Number32(|stored| stored.row.train)),
    ("digest", Column::Digest),
];

/// The columns with their types as Hugging Face `datasets` calls them.
pub fn features() -> impl Iterator<Item = (&'static str, &'static str)> {
    COLUMNS.into_iter().map(|(name, column)| {
        let kind = match column {
            Column::Number32(_) => "uint32",
            Column::Number64(_) => "uint64",
            Column::Text(_) | Column::Digest => "string",
            Column::Json(_) => "json",
        };
        (name, kind)
    })
}

/// Writes one shard, row by row.
pub struct ShardWriter {
    path: PathBuf,
    writer: ArrowWriter<File>,
    waiting: Vec<StoredRow>,
    waiting_bytes: usize,
    rows: u32,
}

impl ShardWriter {
    /// Starts a shard, replacing what is at the path.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let file = File::create(path).map_err(StoreError::io("create", path))?;
        let writer = ArrowWriter::try_new(file, Arc::new(schema()), Some(properties()))
            .map_err(StoreError::parquet("create", path))?;
        Ok(Self { path: path.to_owned(), writer, waiting: Vec::new(), waiting_bytes: 0, rows: 0 })
    }

    pub fn push(&mut self, stored: StoredRow) -> Result<(), StoreError> {
        self.rows += 1;
        self.waiting_bytes += stored.row.size();
        self.waiting.push(stored);
        if self.waiting.len() == BATCH_ROWS || self.waiting_bytes >= BATCH_BYTES {
            self.write_waiting()?;
        }
        Ok(())
    }

    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Writes what waits and the footer, and brings all of it to the disk.
    pub fn finish(mut self) -> Result<(), StoreError> {
        self.write_waiting()?;
        let file = self.writer.into_inner().map_err(StoreError::parquet("write", &self.path))?;
        file.sync_all().map_err(StoreError::io("write", &self.path))
    }

    fn write_waiting(&mut self) -> Result<(), StoreError> {
        let batch = batch(&self.waiting).map_err(StoreError::parquet("write", &self.path))?;
        self.waiting.clear();
        self.waiting_bytes = 0;
        self.writer.write(&batch).map_err(StoreError::parquet("write", &self.path))
    }
}

/// Reads one shard, row by row, holding one small batch at a time.
pub struct ShardReader {
    path: PathBuf,
    batches: ParquetRecordBatchReader,
    rows: std::vec::IntoIter<StoredRow>,
}

impl ShardReader {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(StoreError::io("read", path))?;
        // The types of the file, not those its writer had in memory: other writers may have
        // copied the shard, and their string types differ.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let batches = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)
            .and_then(|builder| builder.with_batch_size(READ_ROWS).build())
            .map_err(StoreError::parquet("read", path))?;
        Ok(Self { path: path.to_owned(), batches, rows: Vec::new().into_iter() })
    }
}

impl Iterator for ShardReader {
    type Item = Result<StoredRow, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.rows.next() {
                return Some(Ok(row));
            }
            let rows = self.batches.next()?.map_err(ParquetError::from).and_then(|batch| rows(&batch));
            match rows {
                Ok(rows) => self.rows = rows.into_iter(),
                Err(error) => return Some(Err(StoreError::parquet("read", &self.path)(error))),
            }
        }
    }
}

fn schema() -> Schema {
    let field = |(name, column): (&str, Column)| match column {
        Column::Number32(_) => Field::new(name, DataType::UInt32, false),
        Column::Number64(_) => Field::new(name, DataType::UInt64, false),
        Column::Text(_) | Column::Digest => Field::new(name, DataType::Utf8, false),
        Column::Json(_) => Field::new(name, DataType::Utf8, false).with_extension_type(Json::default()),
    };
    Schema::new(COLUMNS.map(field).to_vec())
}

fn properties() -> WriterProperties {
    let level = ZstdLevel::try_new(ZSTD_LEVEL).unwrap_or_default();
    let properties = WriterProperties::builder()
        .set_created_by("mcplab".to_owned())
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(Some(GROUP_ROWS));
    let texts = COLUMNS.iter().filter(|(_, column)| matches!(column, Column::Json(_)));
    texts
        // The least and the greatest of some JSON texts help no reader.
        .fold(properties, |properties, (name, _)| {
            properties.set_column_statistics_enabled(ColumnPath::from(*name), EnabledStatistics::None)
        })
        .build()
}

fn batch(rows: &[StoredRow]) -> Result<RecordBatch, ParquetError> {
    let array = |(_, column): (&str, Column)| -> ArrayRef {
        match column {
            Column::Number32(of) => Arc::new(UInt32Array::from_iter_values(rows.iter().map(of))),
            Column::Number64(of) => Arc::new(UInt64Array::from_iter_values(rows.iter().map(of))),
            Column::Text(of) | Column::Json(of) => Arc::new(StringArray::from_iter_values(rows.iter().map(of))),
            Column::Digest => {
                Arc::new(StringArray::from_iter_values(rows.iter().map(|stored| stored.digest.to_string())))
            }
        }
    };
    Ok(RecordBatch::try_new(Arc::new(schema()), COLUMNS.map(array).to_vec())?)
}

fn rows(batch: &RecordBatch) -> Result<Vec<StoredRow>, ParquetError> {
    let columns = Columns { batch };
    (0..batch.num_rows()).map(|at| columns.row(at)).collect()
}

/// A batch as it was read: nothing is known of its columns yet.
struct Columns<'b> {
    batch: &'b RecordBatch,
}

impl Columns<'_> {
    fn row(&self, at: usize) -> Result<StoredRow, ParquetError> {
        let digest = self.text("digest", at)?;
        let row = Row {
            answer: self.text("answer", at)?,
            branches: self.newer("branches", at)?,
            calls: self.number32("calls", at)?,
            facts: self.text("facts", at)?,
            format: Format(self.number32("format", at)?),
            id: self.text("id", at)?,
            index: self.number64("index", at)?,
            kind: self.newer("kind", at)?,
            labels: self.text("labels", at)?,
            messages: self.text("messages", at)?,
            now: self.text("now", at)?,
            query: self.text("query", at)?,
            seed: self.number64("seed", at)?,
            servers: self.text("servers", at)?,
            shape: self.text("shape", at)?,
            steps: self.text("steps", at)?,
            tools: self.text("tools", at)?,
            train: self.number32("train", at)?,
            turns: self.text("turns", at)?,
            writer: self.text("writer", at)?,
        };
        Ok(StoredRow { row, digest })
    }

    fn text(&self, name: &str, at: usize) -> Result<String, ParquetError> {
        let texts = self.column(name)?.as_string_opt::<i32>().ok_or_else(|| wrong(name, "text"))?;
        Ok(texts.value(at).to_owned())
    }

    /// A text of a column that older files do not have.
    fn newer(&self, name: &str, at: usize) -> Result<Option<String>, ParquetError> {
        self.batch.column_by_name(name).map(|_| self.text(name, at)).transpose()
    }

    fn number32(&self, name: &str, at: usize) -> Result<u32, ParquetError> {
        let numbers = self.column(name)?.as_primitive_opt::<UInt32Type>().ok_or_else(|| wrong(name, "UInt32"))?;
        Ok(numbers.value(at))
    }

    fn number64(&self, name: &str, at: usize) -> Result<u64, ParquetError> {
        let numbers = self.column(name)?.as_primitive_opt::<UInt64Type>().ok_or_else(|| wrong(name, "UInt64"))?;
        Ok(numbers.value(at))
    }

    fn column(&self, name: &str) -> Result<&ArrayRef, ParquetError> {
        self.batch.column_by_name(name).ok_or_else(|| ParquetError::General(format!("there is no column {name}")))
    }
}

fn wrong(name: &str, expected: &str) -> ParquetError {
    ParquetError::General(format!("column {name} is not of type {expected}"))
}
