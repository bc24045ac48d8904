/** What is done for the answer right now; read out as it changes. */
export const WorkingStep = ({ step }: { step: string }) => (
  <output className="text-read text-muted">{step}</output>
)
