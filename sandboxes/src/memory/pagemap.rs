//! Which pages of a memory have been written, as the page tables know it.
//!
//! In a private mapping of a file, a page that was only read is the file's own; one that was written is a private
//! copy. Behind the file, memory is anonymous: what was only read is the one page of zeros. The kernel tells the two
//! apart in one call (`PAGEMAP_SCAN`, Linux 6.7), or page by page in `/proc/self/pagemap` (Linux 4.2).

use std::ffi::c_void;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::OnceLock;

use rustix::ioctl::{Ioctl, IoctlOutput, Opcode, opcode};

use super::PAGE;

/// Ranges that one call of the kernel reports.
const RANGES: usize = 128;

/// Bits of an entry in `/proc/self/pagemap`.
const PRESENT: u64 = 1 << 63;
const SWAPPED: u64 = 1 << 62;
const OF_FILE: u64 = 1 << 61;

/// The pages of `memory`, ascending, that were written since it was mapped; none if the system does not tell.
pub(crate) fn private_pages(memory: &[u8]) -> Option<Vec<u32>> {
    let file = pagemap()?;
    scan(file, memory).or_else(|| read(file, memory))
}

/// The page tables of this process, opened once. A process that was forked without `exec` sees those of its parent,
/// so it must not go on using instances.
fn pagemap() -> Option<&'static File> {
    static PAGEMAP: OnceLock<Option<File>> = OnceLock::new();
    PAGEMAP.get_or_init(|| File::open("/proc/self/pagemap").ok()).as_ref()
}

#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Range {
    start: u64,
    end: u64,
    categories: u64,
}

/// `struct pm_scan_arg` of the kernel's interface.
#[repr(C)]
struct Scan {
    size: u64,
    flags: u64,
    start: u64,
    end: u64,
    walk_end: u64,
    ranges: u64,
    ranges_len: u64,
    max_pages: u64,
    category_inverted: u64,
    category_mask: u64,
    category_anyof_mask: u64,
    return_mask: u64,
}

const IS_FILE: u64 = 1 << 2;
const IS_PRESENT: u64 = 1 << 3;
const IS_SWAPPED: u64 = 1 << 4;
const IS_ZERO: u64 = 1 << 5;

fn scan(pagemap: &File, memory: &[u8]) -> Option<Vec<u32>> {
    let base = memory.as_ptr().addr() as u64;
    let end = base + memory.len() as u64;
    let mut pages = Vec::new();
    let mut ranges = [Range::default(); RANGES];
    let mut start = base;
    while start < end {
        let mut scan = Scan {
            size: size_of::<Scan>() as u64,
            flags: 0,
            start,
            end,
            walk_end: 0,
            ranges: ranges.as_mut_ptr().expose_provenance() as u64,
            ranges_len: RANGES as u64,
            max_pages: 0,
            // Present or swapped, and neither the file's nor the page of zeros.
            category_inverted: IS_FILE | IS_ZERO,
            category_mask: IS_FILE | IS_ZERO,
            category_anyof_mask: IS_PRESENT | IS_SWAPPED,
            return_mask: 0,
        };
        let found = call(pagemap, &mut scan)?;
        for range in ranges.get(..found)? {
            let page = |address: u64| u32::try_from((address - base) / PAGE as u64).ok();
            pages.extend(page(range.start)?..page(range.end)?);
        }
        start = scan.walk_end;
    }
    Some(pages)
}

#[expect(unsafe_code, reason = "the kernel's call has no safe form")]
fn call(pagemap: &File, scan: &mut Scan) -> Option<usize> {
    // SAFETY: `scan` is laid out as the kernel expects and says so in `size`; it names `ranges_len` ranges that the
    // caller keeps alive and borrowed. Without flags the call changes no page.
    unsafe { rustix::ioctl::ioctl(pagemap, scan) }.ok()
}

// SAFETY: the opcode is PAGEMAP_SCAN, whose argument is a `pm_scan_arg`, which it writes to; the result is a count.
#[expect(unsafe_code, reason = "the kernel's call has no safe form")]
unsafe impl Ioctl for &mut Scan {
    type Output = usize;
    const IS_MUTATING: bool = true;

    fn opcode(&self) -> Opcode {
        opcode::read_write::<Scan>(b'f', 16)
    }

    fn as_ptr(&mut self) -> *mut c_void {
        std::ptr::from_mut::<Scan>(self).cast()
    }

    unsafe fn output_from_ptr(out: IoctlOutput, _: *mut c_void) -> rustix::io::Result<usize> {
        usize::try_from(out).map_err(|_| rustix::io::Errno::INVAL)
    }
}

fn read(pagemap: &File, memory: &[u8]) -> Option<Vec<u32>> {
    // Entries are per page of the machine, which need not be ours.
    let size = rustix::param::page_size();
    let each = u32::try_from((size / PAGE).max(1)).ok()?;
    let mut entries = vec![0; memory.len() / size * 8];
    pagemap.read_exact_at(&mut entries, (memory.as_ptr().addr() / size * 8) as u64).ok()?;
    let mut pages = Vec::new();
    for (index, entry) in (0u32..).zip(entries.chunks_exact(8)) {
        let entry = u64::from_ne_bytes(entry.try_into().ok()?);
        if entry & (PRESENT | SWAPPED) != 0 && entry & OF_FILE == 0 {
            pages.extend(index * each..(index + 1) * each);
        }
    }
    Some(pages)
}

#[cfg(test)]
mod tests {
    use super::super::{Forking, Image, WASM_PAGE};
    use super::*;

    #[test]
    fn both_ways_of_asking_agree() {
        let image = Image::of(&[3; 4 * WASM_PAGE], Forking::Mapped);
        let regions = super::super::Regions;
        let (ty, bytes) = (wasmtime::MemoryType::new(64, None), 64 * WASM_PAGE);
        let made = wasmtime::MemoryCreator::new_memory(&regions, ty, bytes, None, Some(bytes), 0);
        let region = made.unwrap();
        #[expect(unsafe_code, reason = "the test looks into a region as wasmtime would")]
        // SAFETY: the region has this many bytes, and only this borrow of them.
        let memory = unsafe { std::slice::from_raw_parts_mut(region.as_ptr(), region.byte_size()) };
        image.cover(memory).unwrap();
        let mut wanted = Vec::new();
        // More ranges than one call reports.
        for page in (0..memory.len() / PAGE).step_by(3) {
            memory[page * PAGE + 11] = 1;
            wanted.push(u32::try_from(page).unwrap());
        }
        let pagemap = pagemap().unwrap();
        assert_eq!(read(pagemap, memory).unwrap(), wanted);
        if let Some(scanned) = scan(pagemap, memory) {
            assert_eq!(scanned, wanted);
        }
    }
}
