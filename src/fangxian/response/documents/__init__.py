"""Documents 文书: notices, certificates, letters, reports as DOCX and PDF, from templates that a city can replace."""
