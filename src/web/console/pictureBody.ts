// A picture as the service takes it from a page: by cookie only JSON is taken, since no other site can make a browser send
// that in somebody's name. So pictures go as base64.

/** @returns in the place of the file that the typed client expects, which sends a file as a form */
export async function pictureBody(file: Blob): Promise<Blob> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(',') + 1) as unknown as Blob;
}
