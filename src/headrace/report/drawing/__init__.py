"""What pictures are drawn with: boxes, lettering, axes, styles, SVG."""
