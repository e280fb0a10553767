//! Texts in and out of a guest's memory, as the canonical ABI lays them out.
//!
//! Nothing that the guest says is believed: every address, length, case and text is checked before it is used.

use super::contract::{LOAD, REALLOC, START};
use super::live::Live;
use crate::fault::{Breach, Fault};
use crate::limits::LimitHit;

/// A text in the guest's memory: address and length in bytes.
pub(crate) type Text = (u32, u32);

impl Live {
    /// Copies a text into memory that the guest allocates for it; the guest frees it.
    pub(crate) fn pass(&mut self, text: &str) -> Result<Text, Fault> {
        let limit = self.limits().memory_bytes;
        let too_long = |_| LimitHit::Memory { asked: text.len(), limit };
        let bytes = u32::try_from(text.len()).map_err(too_long)?;
        let address = self.allocate(bytes)?;
        let room = self.memory_mut();
        let memory = room.len();
        match span(address, bytes).and_then(|span| room.get_mut(span)) {
            Some(room) => room.copy_from_slice(text.as_bytes()),
            None => return Err(outside(REALLOC, address, text.len(), memory)),
        }
        Ok((address, bytes))
    }

    /// Reads a `result<string, string>` or `result<_, string>`; a case without text reads as empty.
    pub(crate) fn outcome(&self, export: &'static str, address: u32) -> Result<Result<String, String>, Fault> {
        let case = self.bytes(export, address, 12)?.first().copied().unwrap_or(u8::MAX);
        let text = || self.text(export, self.words(export, address + 4)?).map(str::to_owned);
        match case {
            0 if export == START || export == LOAD => Ok(Ok(String::new())),
            0 => Ok(Ok(text()?)),
            1 => Ok(Err(text()?)),
            other => Err(Fault::Contract { export, breach: Breach::UnknownCase(other) }),
        }
    }

    /// Reads the address and length of a text.
    pub(crate) fn words(&self, export: &'static str, address: u32) -> Result<Text, Fault> {
        if !address.is_multiple_of(4) {
            return Err(Fault::Contract { export, breach: Breach::Unaligned { address } });
        }
        match *self.bytes(export, address, 8)? {
            [a, b, c, d, e, f, g, h] => Ok((u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))),
            _ => Err(outside(export, address, 8, self.memory().len())),
        }
    }

    pub(crate) fn text(&self, export: &'static str, (address, length): Text) -> Result<&str, Fault> {
        let (bytes, limit) = (length as usize, self.limits().result_bytes);
        if bytes > limit {
            return Err(LimitHit::Result { bytes, limit }.into());
        }
        str::from_utf8(self.bytes(export, address, length)?)
            .map_err(|error| Fault::Contract { export, breach: Breach::NotUtf8 { valid_up_to: error.valid_up_to() } })
    }

    fn bytes(&self, export: &'static str, address: u32, length: u32) -> Result<&[u8], Fault> {
        let memory = self.memory();
        span(address, length)
            .and_then(|span| memory.get(span))
            .ok_or_else(|| outside(export, address, length as usize, memory.len()))
    }
}

fn span(address: u32, length: u32) -> Option<std::ops::Range<usize>> {
    let start = address as usize;
    Some(start..start.checked_add(length as usize)?)
}

fn outside(export: &'static str, address: u32, bytes: usize, memory: usize) -> Fault {
    Fault::Contract { export, breach: Breach::OutOfMemory { address, bytes, memory } }
}
