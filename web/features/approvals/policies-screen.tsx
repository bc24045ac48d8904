export const Policies = () => null
