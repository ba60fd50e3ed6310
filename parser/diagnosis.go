package parser

// Diagnosis is what a failure is about, whose it is, and how sure that is.
type Diagnosis struct {
	Cause      Cause
	Fault      Fault
	Confidence float64 // 0 to 1
	Matched    string  // the words or codes that decided, lower case; "" for unknown
	Provider   string  // the mail operator whose wording it is; "" where not recognised
}
