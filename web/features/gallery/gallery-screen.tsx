export const GalleryScreen = () => <p>gallery</p>
