//! Facts of `.gve_bin` files of the public versions 2.x, which are read and converted, never written.

/// Bytes of the packed header of a 2.x file.
pub const OLDER_HEADER_BYTES: usize = 84;
/// Bytes of one instruction of a 2.x file.
pub const OLDER_INSTRUCTION_BYTES: usize = 40;
/// First version word that is no 2.x any more.
pub const OLDER_VERSION_END: u32 = 0x0003_0000;
/// First version word of 2.x.
pub const OLDER_VERSION_START: u32 = 0x0002_0000;

/// One instruction of a 2.x file's postfix program: primitives push, a binary operation pops two (the deeper one is its
/// left side), a modifier replaces the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OlderInstruction {
    /// Byte offset in the file, for reports.
    pub offset: usize,
    /// 0 primitive, 1 binary operation, 2 modifier.
    pub kind: u8,
    /// What it does, within its kind.
    pub op: u8,
    /// Meaning depends on the operation; lengths are metres.
    pub parameters: [f32; 8],
}
