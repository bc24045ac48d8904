import type { LucideIcon } from 'lucide-react'
import type { PickerItem } from '../../ui/picker.tsx'

interface Listed {
  label: string
  hint?: string
  group: string
  icon: LucideIcon
}

export function pickerItems<K extends string>(kinds: Record<K, Listed>): PickerItem<K>[] {
  const keys = Object.keys(kinds).filter((key): key is K => Object.hasOwn(kinds, key))
  return keys.map((value) => {
    const { label, hint, group, icon: Icon } = kinds[value]
    return { value, label, group, icon: <Icon aria-hidden />, ...(hint ? { hint } : {}) }
  })
}
