# This is a generated file! Please edit source .ksy file and use kaitai-struct-compiler to rebuild
# type: ignore

import kaitaistruct
from kaitaistruct import KaitaiStruct, KaitaiStream, BytesIO


if getattr(kaitaistruct, 'API_VERSION', (0, 9)) < (0, 11):
    raise Exception("Incompatible Kaitai Struct Python API: 0.11 or later is required, but you have %s" % (kaitaistruct.__version__))

class GveBin(KaitaiStruct):
    def __init__(self, _io, _parent=None, _root=None):
        super(GveBin, self).__init__(_io)
        self._parent = _parent
        self._root = _root or self
        self._read()

    def _read(self):
        self.header = GveBin.ContainerHeader(self._io, self, self._root)


    def _fetch_instances(self):
        pass
        self.header._fetch_instances()
        _ = self.audio_patch
        if hasattr(self, '_m_audio_patch'):
            pass
            self._m_audio_patch._fetch_instances()

        _ = self.metadata
        if hasattr(self, '_m_metadata'):
            pass

        _ = self.sdf_bytecode
        if hasattr(self, '_m_sdf_bytecode'):
            pass

        _ = self.sdf_texture
        if hasattr(self, '_m_sdf_texture'):
            pass
            self._m_sdf_texture._fetch_instances()

        _ = self.shell_mesh
        if hasattr(self, '_m_shell_mesh'):
            pass
            self._m_shell_mesh._fetch_instances()

        _ = self.splat_data
        if hasattr(self, '_m_splat_data'):
            pass
            self._m_splat_data._fetch_instances()


    class ContainerHeader(KaitaiStruct):
        """Header of a .gve_bin file, version 3. Offset 0 means that the section is absent."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.ContainerHeader, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.magic = self._io.read_bytes(4)
            if not self.magic == b"\x47\x56\x45\x31":
                raise kaitaistruct.ValidationNotEqualError(b"\x47\x56\x45\x31", self.magic, self._io, u"/types/container_header/seq/0")
            self.format_version = self._io.read_u4le()
            self.flags = self._io.read_u4le()
            self.crc32c = self._io.read_u4le()
            self.sdf_bytecode_offset = self._io.read_u4le()
            self.sdf_bytecode_size = self._io.read_u4le()
            self.sdf_texture_offset = self._io.read_u4le()
            self.sdf_texture_size = self._io.read_u4le()
            self.splat_data_offset = self._io.read_u4le()
            self.splat_count = self._io.read_u4le()
            self.shell_mesh_offset = self._io.read_u4le()
            self.shell_mesh_size = self._io.read_u4le()
            self.audio_patch_offset = self._io.read_u4le()
            self.audio_patch_size = self._io.read_u4le()
            self.metadata_offset = self._io.read_u4le()
            self.metadata_size = self._io.read_u4le()


        def _fetch_instances(self):
            pass


    class Mesh(KaitaiStruct):
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.Mesh, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.header = GveBin.MeshHeader(self._io, self, self._root)
            self.lods = []
            for i in range(self.header.lod_count):
                self.lods.append(GveBin.MeshLod(self._io, self, self._root))

            self.vertices = []
            for i in range(self.header.vertex_count):
                self.vertices.append(GveBin.MeshVertex(self._io, self, self._root))

            self.indices = []
            for i in range(self.header.index_count):
                self.indices.append(self._io.read_u4le())



        def _fetch_instances(self):
            pass
            self.header._fetch_instances()
            for i in range(len(self.lods)):
                pass
                self.lods[i]._fetch_instances()

            for i in range(len(self.vertices)):
                pass
                self.vertices[i]._fetch_instances()

            for i in range(len(self.indices)):
                pass



    class MeshHeader(KaitaiStruct):
        """Header of the shell_mesh section; that many MeshLod, MeshVertex and u32 indices follow, in this order."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.MeshHeader, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.vertex_count = self._io.read_u4le()
            self.index_count = self._io.read_u4le()
            self.lod_count = self._io.read_u4le()
            self.reserved = self._io.read_u4le()


        def _fetch_instances(self):
            pass


    class MeshLod(KaitaiStruct):
        """One level of detail of the shell mesh: a range of its indices and its largest distance from the full surface."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.MeshLod, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.first_index = self._io.read_u4le()
            self.index_count = self._io.read_u4le()
            self.error_m = self._io.read_f4le()
            self.reserved = self._io.read_u4le()


        def _fetch_instances(self):
            pass


    class MeshVertex(KaitaiStruct):
        """One vertex of the shell mesh: position in metres, unit normal, sRGB colour and alpha, surface properties."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.MeshVertex, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.position = []
            for i in range(3):
                self.position.append(self._io.read_f4le())

            self.normal = []
            for i in range(3):
                self.normal.append(self._io.read_f4le())

            self.color = []
            for i in range(4):
                self.color.append(self._io.read_u1())

            self.metallic = self._io.read_u1()
            self.roughness = self._io.read_u1()
            self.material_index = self._io.read_u2le()


        def _fetch_instances(self):
            pass
            for i in range(len(self.position)):
                pass

            for i in range(len(self.normal)):
                pass

            for i in range(len(self.color)):
                pass



    class Sound(KaitaiStruct):
        """Raw bytes when the version is a later one."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.Sound, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            _on = self.version
            if _on == 1:
                pass
                self._raw_patch = self._io.read_bytes_full()
                _io__raw_patch = KaitaiStream(BytesIO(self._raw_patch))
                self.patch = GveBin.SoundPatch(_io__raw_patch, self, self._root)
            else:
                pass
                self.patch = self._io.read_bytes_full()


        def _fetch_instances(self):
            pass
            _on = self.version
            if _on == 1:
                pass
                self.patch._fetch_instances()
            else:
                pass
            _ = self.version
            if hasattr(self, '_m_version'):
                pass


        @property
        def version(self):
            if hasattr(self, '_m_version'):
                return self._m_version

            _pos = self._io.pos()
            self._io.seek(0)
            self._m_version = self._io.read_u4le()
            self._io.seek(_pos)
            return getattr(self, '_m_version', None)


    class SoundFilterRecord(KaitaiStruct):
        """One filter of second order: kind 0 low-pass, 1 high-pass, 2 band-pass."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.SoundFilterRecord, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.kind = self._io.read_u4le()
            self.frequency_hz = self._io.read_f4le()
            self.quality = self._io.read_f4le()
            self.reserved = self._io.read_u4le()


        def _fetch_instances(self):
            pass


    class SoundHeader(KaitaiStruct):
        """Header of the audio_patch section; that many SoundOperator, SoundFilterRecord and SoundMode follow, in this order."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.SoundHeader, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.version = self._io.read_u4le()
            self.operator_count = self._io.read_u4le()
            self.filter_count = self._io.read_u4le()
            self.mode_count = self._io.read_u4le()
            self.frequency_hz = self._io.read_f4le()
            self.gain = self._io.read_f4le()
            self.distortion = self._io.read_f4le()
            self.noise_level = self._io.read_f4le()
            self.noise_decay_s = self._io.read_f4le()
            self.noise_seed = self._io.read_u4le()
            self.reverb_size_m = self._io.read_f4le()
            self.reverb_mix = self._io.read_f4le()
            self.mass_kg = self._io.read_f4le()
            self.curvature_m = self._io.read_f4le()
            self.surface_modulus_gpa = self._io.read_f4le()
            self.restitution = self._io.read_f4le()
            self.reserved = []
            for i in range(4):
                self.reserved.append(self._io.read_u4le())



        def _fetch_instances(self):
            pass
            for i in range(len(self.reserved)):
                pass



    class SoundMode(KaitaiStruct):
        """One mode of vibration: its amplitude falls as exp(-decay_per_s * t)."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.SoundMode, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.frequency_hz = self._io.read_f4le()
            self.decay_per_s = self._io.read_f4le()
            self.amplitude = self._io.read_f4le()
            self.reserved = self._io.read_u4le()


        def _fetch_instances(self):
            pass


    class SoundOperator(KaitaiStruct):
        """One operator of frequency modulation: bit i of modulators says that operator i bends this one."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.SoundOperator, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.ratio = self._io.read_f4le()
            self.index = self._io.read_f4le()
            self.feedback = self._io.read_f4le()
            self.attack_s = self._io.read_f4le()
            self.decay_s = self._io.read_f4le()
            self.sustain = self._io.read_f4le()
            self.release_s = self._io.read_f4le()
            self.modulators = self._io.read_u1()
            self.is_carrier = self._io.read_u1()
            self.reserved = self._io.read_u2le()


        def _fetch_instances(self):
            pass


    class SoundPatch(KaitaiStruct):
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.SoundPatch, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.header = GveBin.SoundHeader(self._io, self, self._root)
            self.operators = []
            for i in range(self.header.operator_count):
                self.operators.append(GveBin.SoundOperator(self._io, self, self._root))

            self.filters = []
            for i in range(self.header.filter_count):
                self.filters.append(GveBin.SoundFilterRecord(self._io, self, self._root))

            self.modes = []
            for i in range(self.header.mode_count):
                self.modes.append(GveBin.SoundMode(self._io, self, self._root))



        def _fetch_instances(self):
            pass
            self.header._fetch_instances()
            for i in range(len(self.operators)):
                pass
                self.operators[i]._fetch_instances()

            for i in range(len(self.filters)):
                pass
                self.filters[i]._fetch_instances()

            for i in range(len(self.modes)):
                pass
                self.modes[i]._fetch_instances()



    class Splat(KaitaiStruct):
        """One Gaussian splat: position and standard deviations in metres, rotation xyzw, colour Oklab (L 0-255, a and b mapped from -0.4..0.4) and alpha."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.Splat, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.position = []
            for i in range(3):
                self.position.append(self._io.read_f4le())

            self.scale = []
            for i in range(3):
                self.scale.append(self._io.read_f4le())

            self.rotation = []
            for i in range(4):
                self.rotation.append(self._io.read_f4le())

            self.color = []
            for i in range(4):
                self.color.append(self._io.read_u1())

            self.metallic = self._io.read_u1()
            self.roughness = self._io.read_u1()
            self.flags = self._io.read_u1()
            self.material_index = self._io.read_u1()


        def _fetch_instances(self):
            pass
            for i in range(len(self.position)):
                pass

            for i in range(len(self.scale)):
                pass

            for i in range(len(self.rotation)):
                pass

            for i in range(len(self.color)):
                pass



    class Splats(KaitaiStruct):
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.Splats, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.entries = []
            i = 0
            while not self._io.is_eof():
                self.entries.append(GveBin.Splat(self._io, self, self._root))
                i += 1



        def _fetch_instances(self):
            pass
            for i in range(len(self.entries)):
                pass
                self.entries[i]._fetch_instances()



    class Texture(KaitaiStruct):
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.Texture, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.header = GveBin.TextureHeader(self._io, self, self._root)
            if self.header.encoding == 0:
                pass
                self.samples_f16 = []
                for i in range((self.header.dimensions[0] * self.header.dimensions[1]) * self.header.dimensions[2]):
                    self.samples_f16.append(self._io.read_u2le())


            if self.header.encoding == 1:
                pass
                self.brick_index = []
                for i in range((((self.header.dimensions[0] + 7) // 8) * ((self.header.dimensions[1] + 7) // 8)) * ((self.header.dimensions[2] + 7) // 8)):
                    self.brick_index.append(self._io.read_u4le())


            if self.header.encoding == 1:
                pass
                self.bricks_f16 = []
                for i in range(self.header.brick_count * 1000):
                    self.bricks_f16.append(self._io.read_u2le())




        def _fetch_instances(self):
            pass
            self.header._fetch_instances()
            if self.header.encoding == 0:
                pass
                for i in range(len(self.samples_f16)):
                    pass


            if self.header.encoding == 1:
                pass
                for i in range(len(self.brick_index)):
                    pass


            if self.header.encoding == 1:
                pass
                for i in range(len(self.bricks_f16)):
                    pass




    class TextureHeader(KaitaiStruct):
        """Header of the sdf_texture section: samples per axis, box whose faces carry the outermost samples, encoding (0 dense f16, 1 sparse f16), number of stored bricks (0 for a dense one)."""
        def __init__(self, _io, _parent=None, _root=None):
            super(GveBin.TextureHeader, self).__init__(_io)
            self._parent = _parent
            self._root = _root
            self._read()

        def _read(self):
            self.dimensions = []
            for i in range(3):
                self.dimensions.append(self._io.read_u4le())

            self.bounds_min = []
            for i in range(3):
                self.bounds_min.append(self._io.read_f4le())

            self.bounds_max = []
            for i in range(3):
                self.bounds_max.append(self._io.read_f4le())

            self.encoding = self._io.read_u4le()
            self.band_m = self._io.read_f4le()
            self.brick_count = self._io.read_u4le()


        def _fetch_instances(self):
            pass
            for i in range(len(self.dimensions)):
                pass

            for i in range(len(self.bounds_min)):
                pass

            for i in range(len(self.bounds_max)):
                pass



    @property
    def audio_patch(self):
        if hasattr(self, '_m_audio_patch'):
            return self._m_audio_patch

        if self.header.audio_patch_offset != 0:
            pass
            _pos = self._io.pos()
            self._io.seek(self.header.audio_patch_offset)
            self._raw__m_audio_patch = self._io.read_bytes(self.header.audio_patch_size)
            _io__raw__m_audio_patch = KaitaiStream(BytesIO(self._raw__m_audio_patch))
            self._m_audio_patch = GveBin.Sound(_io__raw__m_audio_patch, self, self._root)
            self._io.seek(_pos)

        return getattr(self, '_m_audio_patch', None)

    @property
    def metadata(self):
        if hasattr(self, '_m_metadata'):
            return self._m_metadata

        if self.header.metadata_offset != 0:
            pass
            _pos = self._io.pos()
            self._io.seek(self.header.metadata_offset)
            self._m_metadata = self._io.read_bytes(self.header.metadata_size)
            self._io.seek(_pos)

        return getattr(self, '_m_metadata', None)

    @property
    def sdf_bytecode(self):
        if hasattr(self, '_m_sdf_bytecode'):
            return self._m_sdf_bytecode

        if self.header.sdf_bytecode_offset != 0:
            pass
            _pos = self._io.pos()
            self._io.seek(self.header.sdf_bytecode_offset)
            self._m_sdf_bytecode = self._io.read_bytes(self.header.sdf_bytecode_size)
            self._io.seek(_pos)

        return getattr(self, '_m_sdf_bytecode', None)

    @property
    def sdf_texture(self):
        if hasattr(self, '_m_sdf_texture'):
            return self._m_sdf_texture

        if self.header.sdf_texture_offset != 0:
            pass
            _pos = self._io.pos()
            self._io.seek(self.header.sdf_texture_offset)
            self._raw__m_sdf_texture = self._io.read_bytes(self.header.sdf_texture_size)
            _io__raw__m_sdf_texture = KaitaiStream(BytesIO(self._raw__m_sdf_texture))
            self._m_sdf_texture = GveBin.Texture(_io__raw__m_sdf_texture, self, self._root)
            self._io.seek(_pos)

        return getattr(self, '_m_sdf_texture', None)

    @property
    def shell_mesh(self):
        if hasattr(self, '_m_shell_mesh'):
            return self._m_shell_mesh

        if self.header.shell_mesh_offset != 0:
            pass
            _pos = self._io.pos()
            self._io.seek(self.header.shell_mesh_offset)
            self._raw__m_shell_mesh = self._io.read_bytes(self.header.shell_mesh_size)
            _io__raw__m_shell_mesh = KaitaiStream(BytesIO(self._raw__m_shell_mesh))
            self._m_shell_mesh = GveBin.Mesh(_io__raw__m_shell_mesh, self, self._root)
            self._io.seek(_pos)

        return getattr(self, '_m_shell_mesh', None)

    @property
    def splat_data(self):
        if hasattr(self, '_m_splat_data'):
            return self._m_splat_data

        if self.header.splat_data_offset != 0:
            pass
            _pos = self._io.pos()
            self._io.seek(self.header.splat_data_offset)
            self._raw__m_splat_data = self._io.read_bytes(self.header.splat_count * 48)
            _io__raw__m_splat_data = KaitaiStream(BytesIO(self._raw__m_splat_data))
            self._m_splat_data = GveBin.Splats(_io__raw__m_splat_data, self, self._root)
            self._io.seek(_pos)

        return getattr(self, '_m_splat_data', None)
