// Triangles of a shell mesh.

struct MeshVertex {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) color_srgb: vec4<f32>,
    @location(3) metallic_roughness_material: vec4<u32>,
}

struct MeshFragment {
    @builtin(position) position: vec4<f32>,
    @location(0) position_in_world: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) base_color: vec3<f32>, // linear
    @location(3) metallic_roughness: vec2<f32>,
}

@vertex
fn mesh_vertex(in: MeshVertex) -> MeshFragment {
    var out: MeshFragment;
    out.position = frame.clip_from_world * vec4<f32>(in.position, 1.0);
    out.position_in_world = in.position;
    out.normal = in.normal;
    out.base_color = linear_from_srgb(in.color_srgb.rgb);
    out.metallic_roughness = vec2<f32>(in.metallic_roughness_material.xy) / 255.0;
    return out;
}

@fragment
fn mesh_fragment(in: MeshFragment) -> @location(0) vec4<f32> {
    let surface = Surface(in.base_color, in.metallic_roughness.x, in.metallic_roughness.y, 0.0);
    let to_camera = normalize(frame.position_near.xyz - in.position_in_world);
    return vec4<f32>(shade(surface, normalize(in.normal), to_camera), 1.0);
}
