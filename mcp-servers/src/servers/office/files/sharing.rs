//! The tool that shares files with people.

use super::types::*;
use super::{FILE, Files};
use crate::kit::{Call, ToolError, invalid};

pub fn share_file(store: &mut Files, _: &mut Call, args: ShareFile) -> Result<FileInfo, ToolError> {
    store.owned(&args.file_id)?;
    let email = args.email.0;
    if email == store.owner.email {
        return Err(invalid("You own the file; share it with somebody else."));
    }
    let file = FILE.get_mut(&mut store.files, &args.file_id)?;
    match file.shared_with.iter_mut().find(|share| share.email == email) {
        Some(share) => share.permission = args.permission,
        None => file.shared_with.push(Share { email, permission: args.permission }),
    }
    Ok(store.info(FILE.get(&store.files, &args.file_id)?))
}
