"""What posts are about: hashtags, a taxonomy's words, and phrases that emerge from the texts.

Here belongs what is decided by texts alone; which posts are looked at when is ``assets.steps.topics``'s business.
"""
