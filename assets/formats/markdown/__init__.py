"""Markdown mirrors: archives of channels in which each post carries a link to itself and its time.

``stamps`` recognises the lines that date a post, ``layout`` infers from a sample how a file is built,
``blocks`` cuts it, ``inline`` turns Markdown into the text that it shows, ``writer`` makes records.
"""

from assets.formats.markdown.adapter import MarkdownAdapter

ADAPTER = MarkdownAdapter()

__all__ = ["ADAPTER", "MarkdownAdapter"]
