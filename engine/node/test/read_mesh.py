"""Reads a mesh file with trimesh and prints what it holds, as JSON: `read_mesh.py FILE`."""

import json
import sys

import trimesh

scene = trimesh.load_scene(sys.argv[1])
meshes = list(scene.geometry.values())
materials = {getattr(getattr(mesh.visual, "material", None), "name", None) for mesh in meshes}
# Levels of detail besides the first are in the file, but not in its scene.
whole = scene.to_mesh()
# Formats give every group of faces, or every face, vertices of its own.
whole.merge_vertices(merge_tex=True, merge_norm=True)
print(
    json.dumps(
        {
            "triangles": len(whole.faces),
            "watertight": bool(whole.is_watertight),
            "volume_m3": float(whole.volume),
            "extents_m": [float(value) for value in whole.extents],
            "units": scene.units,
            "materials": len(materials - {None}),
        }
    )
)
