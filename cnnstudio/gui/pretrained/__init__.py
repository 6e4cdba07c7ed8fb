"""Networks that were trained before: chosen, put in front of the person's own layers, and fine-tuned later."""
