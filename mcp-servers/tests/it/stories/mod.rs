//! What the domain's people would try first, server by server.

mod commerce;
mod engineering;
mod facts;
mod home;
mod knowledge;
mod money;
mod office;
mod operations;
mod personal;
mod records;
mod travel;
mod untidy;
