// @ts-check
// Keeps the picture that is on the screen as a file.

/**
 * @param {HTMLVideoElement | HTMLCanvasElement} picture
 * @param {string} name of the file, without its ending
 * @returns {Promise<boolean>} false: there is no picture
 */
export async function keepPicture(picture, name) {
  const [width, height] = picture instanceof HTMLVideoElement
    ? [picture.videoWidth, picture.videoHeight]
    : [picture.width, picture.height];
  if (width === 0 || height === 0) return false;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
  /** @type {Blob | null} */
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  if (!blob) return false;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${safeName(name)}.jpg`;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return true;
}

/**
 * What every system takes as the name of a file.
 * @param {string} name
 */
export const safeName = (name) => name.replace(/[\\/:*?"<>|\u0000-\u001f\u202a-\u202e\u2066-\u2069]/g, "_").slice(0, 120);
