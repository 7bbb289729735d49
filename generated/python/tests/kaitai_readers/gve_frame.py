# This is a generated file! Please edit source .ksy file and use kaitai-struct-compiler to rebuild
# type: ignore

import kaitaistruct
from kaitaistruct import KaitaiStruct, KaitaiStream, BytesIO
from enum import IntEnum


if getattr(kaitaistruct, 'API_VERSION', (0, 9)) < (0, 11):
    raise Exception("Incompatible Kaitai Struct Python API: 0.11 or later is required, but you have %s" % (kaitaistruct.__version__))

class GveFrame(KaitaiStruct):

    class CompileStage(IntEnum):
        math_jit = 0
        volume_bake = 1
        shell_gen = 2
        splat_train = 3
        indexing = 4
        writing = 5

    class MessageType(IntEnum):
        asset_ready = 1
        asset_progress = 2
        asset_invalid = 3
        version_bump = 4
        request_asset = 16
        request_compile = 17
        cancel_compile = 18
    def __init__(self, _io, _parent=None, _root=None):
        super(GveFrame, self).__init__(_io)
        self._parent = _parent
        self._root = _root or self
        self._read()

    def _read(self):
        self.header = GveFrame.FrameHeader(self._io, self, self._root)
        _on = self.header.msg_type
        if _on == GveFrame.MessageType.asset_invalid:
            pass
            self._raw_payload = self._io.read_bytes(self.header.payload_len)
            _io__raw_payload = KaitaiStream(BytesIO(self._raw_payload))
            self.payload = GveFrame.Text(_io__raw_payload, self, self._root)
        elif _on == GveFrame.MessageType.asset_progress:
            pass
            self._raw_payload = self._io.read_bytes(self.header.payload_len)
            _io__raw_payload = KaitaiStream(BytesIO(self._raw_payload))
            self.payload = GveFrame.Progress(_io__raw_payload, self, self._root)
        elif _on == GveFrame.MessageType.request_compile:
            pass
            self._raw_payload = self._io.read_bytes(self.header.payload_len)
            _io__raw_payload = KaitaiStream(BytesIO(self._raw_payload))
            self.payload = GveFrame.Text(_io__raw_payload, self, self._root)
        else:
            pass
            self.payload = self._io.read_bytes(self.header.payload_len)


    def _fetch_instances(self):
        pass
        self.header._fetch_instances()
        _on = self.header.msg_type
        if _on == GveFrame.MessageType.asset_invalid:
            pass
            self.payload._fetch_instances()
        elif _on == GveFrame.MessageType.asset_progress:
            pass
            self.payload._fetch_instances()
        elif _on == GveFrame.MessageType.request_compile:
            pass
            self.payload._fetch_instances()
        else:
            pass

    class FrameHeader(KaitaiStruct):
        """Header of a frame on the binary asset socket; the payload follows."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveFrame.FrameHeader, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.msg_type = KaitaiStream.resolve_enum(GveFrame.MessageType, self._io.read_u1())
            self.asset_id = self._io.read_u8le()
            self.version = self._io.read_u4le()
            self.payload_len = self._io.read_u4le()
            self.reserved = self._io.read_u1()


        def _fetch_instances(self):
            pass


    class Progress(KaitaiStruct):
        def __init__(self, _io, _parent=None, _root=None):
            super(GveFrame.Progress, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.stage = KaitaiStream.resolve_enum(GveFrame.CompileStage, self._io.read_u1())
            self.fraction = self._io.read_f4le()


        def _fetch_instances(self):
            pass


    class Text(KaitaiStruct):
        def __init__(self, _io, _parent=None, _root=None):
            super(GveFrame.Text, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.value = (self._io.read_bytes_full()).decode(u"UTF-8")


        def _fetch_instances(self):
            pass
