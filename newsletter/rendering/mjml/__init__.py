"""From MJML to HTML: checked by us, hardened, translated by mrml, and looked over once more."""
