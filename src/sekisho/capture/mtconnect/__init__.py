"""MTConnect as bytes: documents of every schema, multipart streams, and what has to hold without a schema file."""
