//! Parquet files of others, row by row: columns of text, numbers and flags as JSON objects.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use serde_json::{Map, Value};

use super::StoreError;

/// Rows that are held at once.
const BATCH_ROWS: usize = 100;

/// The rows of a file as objects. A column of lists or structs is left out: nobody keeps calls in those unharmed.
pub struct TextRows {
    path: PathBuf,
    batches: ParquetRecordBatchReader,
    rows: std::vec::IntoIter<Value>,
}

impl TextRows {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(StoreError::io("read", path))?;
        let batches = ParquetRecordBatchReaderBuilder::try_new(file)
            .and_then(|builder| builder.with_batch_size(BATCH_ROWS).build())
            .map_err(StoreError::parquet("read", path))?;
        Ok(Self { path: path.to_owned(), batches, rows: Vec::new().into_iter() })
    }
}

impl Iterator for TextRows {
    type Item = Result<Value, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.rows.next() {
                return Some(Ok(row));
            }
            match self.batches.next()?.map_err(ParquetError::from) {
                Ok(batch) => {
                    self.rows = (0..batch.num_rows()).map(|at| row(&batch, at)).collect::<Vec<_>>().into_iter()
                }
                Err(error) => return Some(Err(StoreError::parquet("read", &self.path)(error))),
            }
        }
    }
}

fn row(batch: &RecordBatch, at: usize) -> Value {
    let mut fields = Map::new();
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        if let Some(value) = value(column.as_ref(), at) {
            fields.insert(field.name().clone(), value);
        }
    }
    Value::Object(fields)
}

fn value(column: &dyn Array, at: usize) -> Option<Value> {
    if column.is_null(at) {
        return Some(Value::Null);
    }
    Some(match column.data_type() {
        DataType::Utf8 => Value::from(column.as_string::<i32>().value(at)),
        DataType::LargeUtf8 => Value::from(column.as_string::<i64>().value(at)),
        DataType::Utf8View => Value::from(column.as_string_view().value(at)),
        DataType::Boolean => Value::from(column.as_boolean().value(at)),
        DataType::Int32 => Value::from(column.as_primitive::<Int32Type>().value(at)),
        DataType::Int64 => Value::from(column.as_primitive::<Int64Type>().value(at)),
        DataType::UInt32 => Value::from(column.as_primitive::<UInt32Type>().value(at)),
        DataType::UInt64 => Value::from(column.as_primitive::<UInt64Type>().value(at)),
        DataType::Float64 => Value::from(column.as_primitive::<Float64Type>().value(at)),
        _ => return None,
    })
}
