"""sellerbridge keeps an Amazon seller's business and the seller's ERP in step."""

__version__ = "0.1.0"
