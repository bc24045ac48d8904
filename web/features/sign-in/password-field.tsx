import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { shortestPassword } from './auth-api.ts'

export interface NewPasswordFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  error?: string | undefined
}

export function NewPasswordField({ label, value, onChange, error }: NewPasswordFieldProps) {
  const [shown, setShown] = useState(false)
  return (
    <Field
      label={label}
      hint={`At least ${shortestPassword} characters. A few plain words make a good one.`}
      error={error}
      required
    >
      {(control) => (
        <span className="relative block">
          <Input
            {...control}
            type={shown ? 'text' : 'password'}
            name="new-password"
            autoComplete="new-password"
            minLength={shortestPassword}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className="h-10 pr-10"
          />
          <IconButton
            label={shown ? 'Hide password' : 'Show password'}
            pressed={shown}
            icon={shown ? <EyeOff /> : <Eye />}
            onClick={() => setShown(!shown)}
            className="absolute top-1 right-1 pointer-coarse:top-0"
          />
        </span>
      )}
    </Field>
  )
}
