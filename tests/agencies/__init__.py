"""The agencies on loopback: servers under their own names, that give the demonstration state's files as each
agency packs them.

``packing`` makes what each address gives, ``server`` gives it, well or on one of an agency's bad days,
``reach`` leads the product there, and ``project`` is a project whose run asks them.
"""
