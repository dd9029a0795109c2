// A photograph made small before it waits on the phone: at most 1600 pixels, JPEG, and without where it was taken.
// A browser that would draw it lying on its side keeps it as it is; the server draws every picture anew in any case.

const LONGEST = 1600; // pixels
const SMALL = 400000; // bytes; what is smaller goes as it is
const QUALITY = 0.8;

function bytesOf(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob);
  });
}

// The picture drawn on a canvas, at most LONGEST pixels. Rejects what the browser can not draw.
export function canvasOf(file) {
  return new Promise((resolve, reject) => {
    const picture = new Image();
    const url = URL.createObjectURL(file);
    picture.onload = () => {
      const scale = Math.min(1, LONGEST / Math.max(picture.naturalWidth, picture.naturalHeight));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.naturalWidth * scale);
      canvas.height = Math.round(picture.naturalHeight * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      resolve(canvas);
    };
    picture.onerror = () => {
      URL.revokeObjectURL(url);
      reject(new Error("no picture"));
    };
    picture.src = url;
  });
}

// A canvas as the bytes of a JPEG.
export const jpegOf = (canvas) =>
  new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", QUALITY),
  );

export const isUpright = () => Boolean(window.CSS && CSS.supports("image-orientation", "from-image"));

// The file as {type, bytes}, small where that can be done.
export function shrink(file) {
  const isLarge = file.size > SMALL && isUpright();
  const smaller = isLarge ? canvasOf(file).then(jpegOf).catch(() => file) : Promise.resolve(file);
  return smaller.then((blob) => bytesOf(blob).then((bytes) => ({ type: blob.type || "image/jpeg", bytes })));
}
