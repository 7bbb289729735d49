//! Descriptions of fixed binary layouts, from which the TypeScript and Python readers and the `.ksy` files are made.

/// A packed little-endian record.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Type name in generated code.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Bytes of the record.
    pub size: usize,
    /// Fields in order.
    pub fields: &'static [Field],
}

/// One field of a [`Layout`].
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Name, snake case.
    pub name: &'static str,
    /// Bytes from the start of the record.
    pub offset: usize,
    /// Type of one element.
    pub field_type: FieldType,
    /// Number of elements; 1 is a plain field.
    pub count: usize,
}

/// Type of a field; all are little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Unsigned, 1 byte.
    U8,
    /// Unsigned, 2 bytes.
    U16,
    /// Unsigned, 4 bytes.
    U32,
    /// Unsigned, 8 bytes.
    U64,
    /// IEEE 754 binary32.
    F32,
}

impl FieldType {
    /// Bytes of one element.
    pub const fn size(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::U16 => 2,
            Self::U32 | Self::F32 => 4,
            Self::U64 => 8,
        }
    }
}

impl Field {
    /// A field with one element.
    pub const fn new(name: &'static str, offset: usize, field_type: FieldType) -> Self {
        Self { name, offset, field_type, count: 1 }
    }

    /// A field with several elements of one type.
    pub const fn array(name: &'static str, offset: usize, field_type: FieldType, count: usize) -> Self {
        Self { name, offset, field_type, count }
    }

    /// Bytes of the whole field.
    pub const fn size(&self) -> usize {
        self.field_type.size() * self.count
    }
}

impl Layout {
    /// Stops the build unless the fields follow each other without a gap and fill the record.
    pub const fn assert_packed(&self) {
        let mut end = 0;
        let mut index = 0;
        while index < self.fields.len() {
            assert!(self.fields[index].offset == end, "a field does not start where the one before it ends");
            end += self.fields[index].size();
            index += 1;
        }
        assert!(end == self.size, "the fields do not fill the record");
    }
}

/// Every fixed layout of GVE-1.
pub const LAYOUTS: [Layout; 12] = [
    crate::frame::FRAME_HEADER_LAYOUT,
    crate::snapshot::SNAPSHOT_ENTRY_LAYOUT,
    crate::container::CONTAINER_HEADER_LAYOUT,
    crate::container::SPLAT_LAYOUT,
    crate::container::VERTEX_LAYOUT,
    crate::container::TEXTURE_HEADER_LAYOUT,
    crate::container::MESH_HEADER_LAYOUT,
    crate::container::MESH_LOD_LAYOUT,
    crate::sound_patch::SOUND_HEADER_LAYOUT,
    crate::sound_patch::SOUND_OPERATOR_LAYOUT,
    crate::sound_patch::SOUND_FILTER_LAYOUT,
    crate::sound_patch::SOUND_MODE_LAYOUT,
];
