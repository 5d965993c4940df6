// Whether this machine has a graphics chip. Without one, what stands beside the mouth is painted seldomer.

/** True where pictures are put together by the processor alone. */
export const slow = (() => {
  const gl = document.createElement('canvas').getContext('webgl');
  const told = gl?.getExtension('WEBGL_debug_renderer_info');
  const name = told ? gl.getParameter(told.UNMASKED_RENDERER_WEBGL) : '';
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return !gl || /swiftshader|llvmpipe|software|basic render/i.test(name);
})();

/** The brush of a canvas that no page shows: it is filled by the processor, and so best kept there. */
export const inner = (canvas) => canvas.getContext('2d', { willReadFrequently: true });
