//! The device: an adapter with what the renderer needs, headless or for a canvas.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Samples per pixel where the adapter supports it.
const SAMPLE_COUNT: u32 = 4;
/// Format of the finished picture; the shaders write displayed sRGB values themselves.
pub(crate) const PICTURE_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;
/// Format of the depth buffer; depth is reversed.
pub(crate) const DEPTH_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Depth32Float;

/// Why there is no device.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GpuError {
    /// No adapter on this machine fits.
    #[error("no graphics adapter was found: {0}")]
    NoAdapter(String),
    /// The adapter refused a device.
    #[error("the graphics adapter gave no device: {0}")]
    NoDevice(String),
    /// The canvas gave no surface.
    #[error("the canvas gave no drawing surface: {0}")]
    NoSurface(String),
}

/// A device with its queue and what is known of its adapter.
#[derive(Debug)]
pub struct Gpu {
    pub(crate) device: wgpu::Device,
    pub(crate) queue: wgpu::Queue,
    pub(crate) sample_count: u32,
    info: wgpu::AdapterInfo,
    lost: Arc<AtomicBool>,
}

impl Gpu {
    /// A device without a window, on the platform's own interface (Vulkan, Metal or Direct3D 12).
    ///
    /// # Errors
    /// [`GpuError`] when the machine has no usable adapter; the CPU raymarcher needs none.
    pub async fn headless() -> Result<Self, GpuError> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        Self::from_instance(&instance, None).await.map(|(gpu, _)| gpu)
    }

    /// A device of `instance` that can draw to `surface`, with the adapter it came from.
    ///
    /// # Errors
    /// [`GpuError`] when no adapter fits or it gives no device.
    pub async fn from_instance(
        instance: &wgpu::Instance,
        surface: Option<&wgpu::Surface<'_>>,
    ) -> Result<(Self, wgpu::Adapter), GpuError> {
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            compatible_surface: surface,
            ..Default::default()
        };
        let adapter =
            instance.request_adapter(&options).await.map_err(|error| GpuError::NoAdapter(error.to_string()))?;
        // WebGL2's limits hold for every backend, so that what works in one place works in all.
        let limits = wgpu::Limits::downlevel_webgl2_defaults().using_resolution(adapter.limits());
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("gve"),
            required_features: wgpu::Features::empty(),
            required_limits: limits,
            ..Default::default()
        };
        let (device, queue) =
            adapter.request_device(&descriptor).await.map_err(|error| GpuError::NoDevice(error.to_string()))?;
        let lost = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&lost);
        device.set_device_lost_callback(move |_, _| flag.store(true, Ordering::Relaxed));
        let supports = |format| adapter.get_texture_format_features(format).flags.sample_count_supported(SAMPLE_COUNT);
        let sample_count = if supports(PICTURE_FORMAT) && supports(DEPTH_FORMAT) { SAMPLE_COUNT } else { 1 };
        let info = adapter.get_info();
        Ok((Self { device, queue, sample_count, info, lost }, adapter))
    }

    /// Name of the graphics interface: `vulkan`, `metal`, `dx12`, `webgpu` or `webgl2`.
    pub fn backend_name(&self) -> &'static str {
        match self.info.backend {
            wgpu::Backend::Vulkan => "vulkan",
            wgpu::Backend::Metal => "metal",
            wgpu::Backend::Dx12 => "dx12",
            wgpu::Backend::BrowserWebGpu => "webgpu",
            wgpu::Backend::Gl => "webgl2",
            _ => "none",
        }
    }

    /// What the adapter calls itself; may be empty in browsers.
    pub fn adapter_name(&self) -> &str {
        &self.info.name
    }

    /// Whether the adapter computes on the CPU (lavapipe, SwiftShader).
    pub fn is_software(&self) -> bool {
        self.info.device_type == wgpu::DeviceType::Cpu
    }

    /// Whether the device was lost; a new one must be made then.
    pub fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }
}
