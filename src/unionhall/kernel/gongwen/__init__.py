"""Official documents 公文 after GB/T 9704-2012: what is said (``shape``), as .docx and as PDF."""
