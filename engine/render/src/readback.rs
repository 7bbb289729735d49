//! Reading the picture back into memory.

use std::{
    future::Future,
    sync::{Arc, Mutex},
};

use crate::renderer::Renderer;

/// Why a picture cannot be read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the picture could not be read back: {0}")]
pub struct ReadbackError(String);

/// A copy of the picture on its way from the GPU.
#[derive(Debug)]
pub struct Readback {
    buffer: wgpu::Buffer,
    device: wgpu::Device,
    outcome: Arc<Mutex<Option<Result<(), wgpu::BufferAsyncError>>>>,
    size_px: [u32; 2],
    padded_row_bytes: u32,
}

impl Renderer {
    /// Starts to copy the picture; the renderer may go on drawing meanwhile.
    pub fn start_readback(&self) -> Readback {
        let size_px = self.targets.size_px;
        let padded_row_bytes = (size_px[0] * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
        let buffer = self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read-back"),
            size: u64::from(padded_row_bytes) * u64::from(size_px[1]),
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        encoder.copy_texture_to_buffer(
            self.targets.picture.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(padded_row_bytes),
                    rows_per_image: None,
                },
            },
            self.targets.picture.size(),
        );
        self.gpu.queue.submit([encoder.finish()]);
        let outcome = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&outcome);
        buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            *slot.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(result);
        });
        Readback { buffer, device: self.gpu.device.clone(), outcome, size_px, padded_row_bytes }
    }

    /// Reads the picture back and waits for it. For native hosts; browsers cannot block.
    ///
    /// # Errors
    /// [`ReadbackError`] when the device was lost.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn read_pixels(&self) -> Result<Vec<u8>, ReadbackError> {
        let readback = self.start_readback();
        self.gpu
            .device
            .poll(wgpu::PollType::Wait { submission_index: None, timeout: None })
            .map_err(|error| ReadbackError(error.to_string()))?;
        readback.poll().unwrap_or_else(|| Err(ReadbackError("the device did not finish the copy".to_owned())))
    }
}

impl Readback {
    /// Waits for the copy, calling `pause` between polls so that the event loop can run: on WebGL2 one poll is not
    /// enough, and nothing else drives the device there. RGBA8 rows from top to bottom.
    ///
    /// # Errors
    /// [`ReadbackError`] when the device was lost.
    pub async fn finish<F: Future<Output = ()>>(self, pause: impl Fn() -> F) -> Result<Vec<u8>, ReadbackError> {
        loop {
            // A failed poll shows as a failed map, which is reported below.
            let _ = self.device.poll(wgpu::PollType::Poll);
            if let Some(result) = self.poll() {
                return result;
            }
            pause().await;
        }
    }

    fn poll(&self) -> Option<Result<Vec<u8>, ReadbackError>> {
        let outcome = self.outcome.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take()?;
        Some(outcome.map_err(|error| ReadbackError(error.to_string())).and_then(|()| self.rows()))
    }

    fn rows(&self) -> Result<Vec<u8>, ReadbackError> {
        let mapped = self.buffer.get_mapped_range(..).map_err(|error| ReadbackError(error.to_string()))?;
        let row_bytes = self.size_px[0] as usize * 4;
        let mut pixels = Vec::with_capacity(row_bytes * self.size_px[1] as usize);
        for row in mapped.chunks_exact(self.padded_row_bytes as usize) {
            pixels.extend_from_slice(&row[..row_bytes]);
        }
        Ok(pixels)
    }
}
