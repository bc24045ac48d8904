export const GuestScreen = () => null
