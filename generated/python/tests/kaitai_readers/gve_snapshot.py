# This is a generated file! Please edit source .ksy file and use kaitai-struct-compiler to rebuild
# type: ignore

import kaitaistruct
from kaitaistruct import KaitaiStruct, KaitaiStream, BytesIO
from enum import IntEnum


if getattr(kaitaistruct, 'API_VERSION', (0, 9)) < (0, 11):
    raise Exception("Incompatible Kaitai Struct Python API: 0.11 or later is required, but you have %s" % (kaitaistruct.__version__))

class GveSnapshot(KaitaiStruct):

    class SnapshotKind(IntEnum):
        mesh = 0
        sdf = 1
    def __init__(self, _io, _parent=None, _root=None):
        super(GveSnapshot, self).__init__(_io)
        self._parent = _parent
        self._root = _root or self
        self._read()

    def _read(self):
        self.entry_count = self._io.read_u4le()
        self.entries = []
        for i in range(self.entry_count):
            self.entries.append(GveSnapshot.SnapshotEntry(self._io, self, self._root))



    def _fetch_instances(self):
        pass
        for i in range(len(self.entries)):
            pass
            self.entries[i]._fetch_instances()


    class SnapshotEntry(KaitaiStruct):
        """One object of the scene snapshot."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveSnapshot.SnapshotEntry, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.asset_id = self._io.read_u8le()
            self.kind = KaitaiStream.resolve_enum(GveSnapshot.SnapshotKind, self._io.read_u1())
            self.active = self._io.read_u1()


        def _fetch_instances(self):
            pass
