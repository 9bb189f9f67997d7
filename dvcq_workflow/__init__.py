"""Dân vận chính quyền plans from draft to proof: a reusable Django package."""
